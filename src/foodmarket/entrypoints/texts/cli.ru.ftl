### Что говорит командная строка.

cli-help =
    foodmarket: маркетплейс домашней еды.

    С чего начать:

    • foodmarket run: всё сразу на этой машине, с выдуманным городом, где можно заказывать

    • foodmarket ledger audit: проверить, что не потеряны ни деньги, ни обеды

    • foodmarket config explain: все настройки и зачем они нужны
cli-epilog =
    Настройки берутся из foodmarket.toml, затем из переменных FOODMARKET_*; DATABASE_URL и REDIS_URL называют серверы; без них команды находят серверы той foodmarket run, которая работает в той же папке.
    Коды выхода: 0 сделано · 1 проверка не прошла · 2 неверная команда · 3 не позволяют настройки, серверы или порты · 130 прервано.
cli-help-config-file = Файл настроек (по умолчанию foodmarket.toml, если он есть).
cli-help-version = Показать версию и выйти.
cli-panel-options = Параметры
cli-panel-commands = Команды
cli-panel-errors = Ошибка
cli-errors-suggestion = Добавьте к команде -h, чтобы увидеть справку о ней.
cli-aborted = Прервано.
cli-default = \[по умолчанию: { "{}" }]
cli-required = \[обязательно]
cli-help-language = Язык вывода (по умолчанию язык окружения).
cli-help-run =
    Запустить весь маркетплейс: PostgreSQL, Redis, API и воркер.

    Первый запуск создаёт базу в папке и заселяет в неё маленький город. Ctrl-C останавливает всё. DATABASE_URL и REDIS_URL заменяют встроенные серверы.

    Пример: foodmarket run --port 9000 --folder ~/market
cli-help-host = Адрес, на котором слушать.
cli-help-port = Порт, на котором слушать.
cli-help-processes = Сколько процессов делят порт.
cli-help-folder = Где хранить данные.
cli-help-no-seed = Оставить пустую базу пустой.
cli-help-api =
    Отвечать по HTTP.

    Пример: DATABASE_URL=postgresql://… REDIS_URL=redis://… foodmarket api --processes 2
cli-help-worker =
    Делать то, что происходит само: рассылать события, следить за сроками, доводить платежи до конца, запечатывать книгу.

    Воркеров может быть сколько угодно. По SIGTERM воркер заканчивает начатое и выходит.
cli-help-migrate =
    Привести базу данных к схеме этой версии.

    Пример: DATABASE_URL=postgresql://… foodmarket migrate
cli-help-revision = До какой ревизии.
cli-help-seed =
    Заселить в пустую базу выдуманный город: поваров, блюда, окна доставки, покупателей с картами песочницы.

    Пример: foodmarket seed --cooks 50 --customers 500
cli-help-cooks = Сколько поваров.
cli-help-customers = Сколько покупателей.
cli-help-days = На сколько дней открыты окна доставки.
cli-help-demo =
    Прожить несколько дней выдуманного города через настоящий HTTP API и проверить, что всё сходится.

    Повара и покупатели регистрируются, заказывают, платят, готовят, доставляют, жалуются и ошибаются; часы проходят три дня за минуты, не пропуская ни шага. В конце — заказы, деньги, оборотная ведомость и аудит; код выхода 1, если что-то не так, как должно быть.

    Пример: foodmarket demo --cooks 5 --customers 20 --orders 60
cli-help-orders = Сколько заказов запланировано; погоня за последними порциями добавляет ещё несколько.
cli-help-chance = Число, с которого начинается случай: с тем же числом тот же город и те же планы.
cli-help-demo-folder = Где демо хранит данные своих серверов; оставшееся от прошлого демо заменяется.
cli-help-database-url = Пустая база PostgreSQL вместо встроенной.
cli-help-redis-url = Redis вместо встроенного.
cli-help-until-settled = Продолжать, пока не закроются все сроки споров и не завершатся все заказы.
cli-help-keep = В конце ничего не останавливать до Ctrl-C.
cli-help-ledger = Проверить книгу и показать остатки на её счетах.
cli-help-ledger-audit =
    Проверить всё, что должно быть верно всегда, и цепочку хешей книги.

    Если что-то нарушено, код выхода 1. Пример: foodmarket ledger audit --json
cli-help-ledger-trial-balance = Показать дебет и кредит каждого счёта; их разница должна быть нулём.
cli-help-audit-log = Журнал аудита: кто и что делал.
cli-help-audit-log-verify =
    Вычислить цепочку журнала аудита заново: ни одна запись не изменена, не вставлена и не удалена.

    Сохраните номер и отпечаток последнего звена в другом месте: по ним видно, что конец не отрезан.
    Если что-то нарушено, код выхода 1. Пример: foodmarket audit-log verify --json
cli-help-json = Вывести JSON.
cli-help-provider = Кто принимает оплату: песочница или двойник Stripe или ЮKassa, который тоже запускается.
cli-help-simulator =
    Запустить на этой машине двойника платёжной системы: stripe или yookassa. Денег он не двигает и забывает всё при остановке.

    Пример: foodmarket simulator stripe --port 9001
cli-simulator-nowhere = { $name } не настроен на работу с двойником на этой машине: укажите --port или адрес 127.0.0.1 в настройках.
cli-help-staff = Кто здесь работает и за что отвечает. Изменения действуют сразу.
cli-help-staff-add = Принять человека; один раз печатает пароль, второй фактор и коды восстановления.
cli-help-staff-name = Имя человека.
cli-help-staff-duty = За что человек отвечает; можно указать несколько раз.
cli-help-staff-duties = Дать человеку эти обязанности и никаких других.
cli-help-staff-disable = Закрыть человеку вход.
cli-help-staff-enable = Снова открыть человеку вход.
cli-help-staff-second-factor = Выдать второй фактор заново, если устройство потеряно.
cli-staff-duties = { $email } работает здесь; обязанности: { $duties }.
cli-staff-disabled = { $email } больше не может войти.
cli-staff-issued = Передайте это лично, второй раз оно не показывается (пароль, если он создан, строка для приложения-аутентификатора, коды восстановления):
cli-help-partner = Компании, чьи программы обращаются к API со своими ключами.
cli-help-partner-add = Принять партнёра; один раз печатает пароль. Ключи партнёр создаёт сам, войдя в аккаунт.
cli-help-partner-disable = Закрыть партнёру вход: его ключи не действуют со следующего запроса.
cli-help-partner-enable = Снова открыть партнёру вход.
cli-partner-works = { $email } — партнёр.
cli-partner-password = Передайте этот пароль лично, второй раз он не показывается:
cli-help-webhooks = Что сообщили платёжные системы и что с этим стало.
cli-help-webhooks-list = Показать уведомления, новые первыми.
cli-help-limit = Сколько показать, не больше.
cli-help-webhooks-state = Только в этом состоянии.
cli-help-webhooks-show = Показать уведомление таким, каким оно пришло.
cli-help-webhooks-replay = Применить заново, например отложенное после устранения причины.
cli-help-openapi =
    Записать документ OpenAPI: версии 3.1, как его отдаёт API, или 3.0.3 для старых инструментов.

    `foodmarket openapi --version 3.0 --output foodmarket.json`
cli-help-openapi-version = Версия стандарта OpenAPI.
cli-help-openapi-output = Файл, в который писать; по умолчанию — стандартный вывод.
cli-help-openapi-record =
    Вместо документа записать в этот файл всё, на что опираются клиенты, строка за строкой; то, что
    сломало бы клиентов прежней записи, отклоняется, если версия не сменилась.
cli-openapi-written = Адресов записано в { $file }: { $count }.
cli-openapi-recorded = Обещаний записано в { $file }: { $count }.
cli-openapi-breaks =
    { $count ->
        [one] { $count } изменение сломает
        [few] { $count } изменения сломают
       *[many] { $count } изменений сломают
    } клиентов версии { $before }, а сейчас { $after }. Отмените их или смените версию.
cli-help-reconcile =
    Сверить день книги с тем, что сообщают платёжные провайдеры, строка за строкой.

    Расхождения хранятся, пока их что-нибудь не разрешит; второй запуск ничего не удваивает.

    Пример: foodmarket reconcile --day 2030-05-01
cli-help-reconcile-day = Какой день (UTC) сверить; по умолчанию вчерашний.
cli-help-reconcile-provider = Только этот провайдер; по умолчанию все.
cli-reconcile-summary = { $provider }, { $day }: совпадает { $matched }, не объяснено { $differences }.
cli-reconcile-difference = Расхождение
cli-reconcile-subject = Что
cli-reconcile-booked = Проведено
cli-reconcile-reported = Сообщено
cli-reconcile-resolution = Что делать
cli-help-privacy = Персональные данные после восстановления из копии.
cli-help-privacy-replay =
    Стереть заново всех, кого уже стёрли, по файлу отметок (privacy.tombstones).

    Запускайте после восстановления базы из копии и до открытия площадки. Пример: foodmarket privacy replay-erasures
cli-reconcile-unexplained = Не объяснено
cli-reconcile-age = Известно
cli-reconcile-hours = { $hours } ч
cli-reconcile-unknown = Платёжного провайдера «{ $provider }» нет. Есть: { $known }.
cli-reconcile-away = Платёжный провайдер «{ $provider }» не отвечает. Попробуйте позже.
cli-help-statements =
    Записать отчёты за месяц, каждому повару свой файл, и сверить их с книгой.

    Пример: foodmarket statements --month 2030-05 --output statements
cli-help-statements-month = Месяц (UTC), например 2030-05.
cli-help-statements-output = В какую папку записать; она создаётся сама.
cli-help-statements-form = CSV для таблиц, JSON для программ.
cli-statements-writing = Записываю отчёты
cli-statements-add-up = Отчётов: { $files }, строк: { $lines }; на конец месяца к выплате { $closing }, как и в книге.
cli-statements-differ = Отчётов: { $files }, строк: { $lines }; на конец месяца к выплате { $closing }, а в книге { $booked }.
cli-statements-wrong = { $name } не сходится с тем, что в книге об этом поваре.
cli-help-outbox = Как движутся события и какие из них отложены.
cli-help-outbox-status = Сосчитать неотправленное и показать отложенное с причинами.
cli-help-outbox-retry = Отправить отложенное событие ещё раз.
cli-help-config = Показать, проверить и объяснить настройки.
cli-help-config-show = Показать все настройки, их значения и откуда они взялись. Секреты не показываются.
cli-help-config-check = Прочитать и проверить настройки, как при запуске; код выхода 1, если что-то не так.
cli-help-config-explain = Объяснить все настройки, один раздел или одну настройку. Пример: foodmarket config explain terms

cli-settings-bad =
    { $count ->
        [one] { $count } настройка задана неверно:
        [few] { $count } настройки заданы неверно:
       *[other] { $count } настроек заданы неверно:
    }
cli-config-good = Настройки в порядке (режим { $mode }, { $file }).
cli-config-no-file = без файла
cli-config-key = Настройка
cli-config-value = Значение
cli-config-origin = Откуда
cli-config-unknown-key = нет ни настройки, ни раздела { $name }
cli-config-variables = окружение: { $names }
cli-origin-default = по умолчанию
cli-origin-file = файл
cli-origin-environment = окружение

cli-problem-short-key = в каждом ключе должно быть не меньше { NUMBER($least, useGrouping: 0) } знаков.
cli-problem-not-text = нужен текст.
cli-problem-not-whole = нужно целое число от { NUMBER($least, useGrouping: 0) } до { NUMBER($most, useGrouping: 0) }.
cli-problem-out-of-bounds = нужно от { NUMBER($least, useGrouping: 0) } до { NUMBER($most, useGrouping: 0) }.
cli-problem-not-flag = нужно true или false.
cli-problem-not-duration = нужен промежуток времени больше нуля: 250ms, 30s, 15m, 24h или 14d.
cli-problem-not-rate = нужна доля от 0% до 100%, например 10% или 12.5%.
cli-problem-not-choice = нужно одно из: { $choices }.
cli-problem-not-url = адрес должен начинаться с { $schemes }.
cli-problem-not-origin = нужен адрес без пути, например https://food.example.
cli-problem-unknown-provider = неизвестен провайдер { $name }; известны: { $known }.
cli-problem-empty = значение не может быть пустым.
cli-problem-not-names = нужен список слов.
cli-problem-secret-unreadable = не читается файл { $file }, в котором должно быть значение.
cli-problem-file-unreadable = файл настроек не читается: { $reason }.
cli-problem-file-malformed = файл настроек не похож на TOML: { $reason }.
cli-problem-unknown =
    { $closest ->
        [none] такой настройки нет; см. foodmarket config explain.
       *[other] такой настройки нет (файл { $file }); может быть, { $closest }?
    }
cli-problem-unknown-variable =
    { $closest ->
        [none] эту переменную не читает ни одна настройка; см. foodmarket config explain.
       *[other] эту переменную не читает ни одна настройка; может быть, { $closest }?
    }
cli-problem-not-origins = «{ $name }» — не источник: пишите каждый полностью, например https://app.example, без пути и шаблонов.
cli-problem-not-hosts = «{ $name }» — не имя хоста: пишите каждое полностью, например food.example, без шаблонов.
cli-problem-not-networks = нужен список сетей, например 10.0.0.0/8, fd00::/8.
cli-problem-not-quota = нужны частоты вида 20/10m per account, 120/10m per address.
cli-problem-not-rails = нужен список вида RUB/RU:yookassa>stripe, */*:stripe (или таблицы TOML с currency, country, providers).
cli-problem-provider-lacks = нужно задать, потому что среди платёжных провайдеров есть { $name }.
cli-problem-not-stripe-key = нужен секретный ключ Stripe, sk_… или rk_….
cli-problem-deal-out-of-bounds = должно быть от 1d до 180d.
cli-problem-rail-not-offered = называет { $name }, которого нет в payments.providers.
cli-problem-production-simulator = в рабочем режиме говорят с самим провайдером, а не с симулятором: уберите.
cli-problem-production-test-key = это тестовый ключ: рабочему режиму нужен настоящий.
cli-problem-production-uncounted = production считает запросы: уберите FOODMARKET_LIMITS_ENABLED.
cli-problem-production-wide-trust = { $name } больше любой своей сети: кто в ней, тот может выдать себя за кого угодно. Назовите свои прокси.
cli-problem-production-http-origin = { $name } идёт открытым текстом: страницы production приходят по https.
cli-problem-production-long-session = сессия длится не дольше 90 дней, сессия сотрудника — не дольше суток.
cli-problem-production-embedded-postgres = production не работает на встроенном PostgreSQL: задайте DATABASE_URL.
cli-problem-production-embedded-redis = production не работает на встроенном Redis: задайте REDIS_URL.
cli-problem-production-sandbox = production не принимает деньги песочницы: уберите sandbox из FOODMARKET_PAYMENTS_PROVIDERS.
cli-problem-production-default-secret = этот секрет известен всем: задайте FOODMARKET_PAYMENTS_SANDBOX_SECRET или вариант с _FILE.
cli-problem-foreign-host = данные жителей России нельзя хранить на «{ $host }»: укажите узел в России и внесите его в FOODMARKET_CELL_HOSTS.
cli-problem-cell-lacks-elsewhere = укажите, где регистрируются люди из другого региона: задайте FOODMARKET_CELL_ELSEWHERE=https://….
cli-problem-production-anywhere = укажите, чьи данные хранятся здесь: задайте FOODMARKET_CELL_REGION=ru или world.
cli-problem-production-no-vault-key = секреты людей хранятся под вашим ключом: задайте FOODMARKET_VAULT_KEYS, например тем, что печатает `openssl rand -hex 32`.
cli-problem-production-no-role = с базой работает роль, которая ничем не владеет: задайте FOODMARKET_DATABASE_ROLE, например foodmarket_app.
cli-problem-production-http = люди должны приходить по https: задайте FOODMARKET_SERVER_PUBLIC_URL=https://….
cli-problem-mail-lacks-host = почта уходит по SMTP, а почтовый сервер не назван: задайте FOODMARKET_MAIL_HOST.
cli-problem-production-mail-file = сообщения должны уходить по SMTP: задайте FOODMARKET_MAIL_TRANSPORT=smtp.
cli-problem-production-mail-plain = путь к почтовому серверу должен быть закрыт: задайте FOODMARKET_MAIL_SECURITY=starttls или tls.
cli-problem-production-cookies = сессионные куки должны идти только по https: задайте FOODMARKET_SERVER_SECURE_COOKIES=true.
cli-problem-production-text-log = такие строки приводят слова ошибок вместе с личными данными: задайте FOODMARKET_LOG_FORMAT=json или уберите настройку.
cli-problem-production-public-metrics = посторонние увидят, как идут дела: отдавайте метрики на loopback или подтвердите FOODMARKET_METRICS_ON_NETWORK=true, что сеть их не пускает.

cli-already-running = Папка { $folder } занята процессом { NUMBER($pid, useGrouping: 0) }. Остановите его или выберите другую папку: --folder или FOODMARKET_DATA_FOLDER.
cli-cannot-start = { $service } не запускается: { $reason }
cli-system-refuses = Система отказывает: { $reason }
cli-store-away = { $store } не отвечает. Запущен ли он и верен ли адрес?
cli-no-server = { $variable } не задано, и в папке { $folder } маркетплейс не запущен. Запустите его командой foodmarket run, назовите его папку в FOODMARKET_DATA_FOLDER или задайте DATABASE_URL и REDIS_URL.
cli-port-taken = Порт { $port } занят. Выберите другой: --port (make: PORT=…).
cli-port-refused = Порт { $port } не открыть: { $reason }. Выберите другой: --port (make: PORT=…).
cli-migrating = Привожу базу к этой версии …
cli-migrated = База на ревизии { $revision }.
cli-run-starting-servers = Запускаю PostgreSQL и Redis …
cli-run-seeding = Заселяю маленький город …
cli-run-starting-processes = Запускаю API и воркер …
cli-run-not-ready = API не готов спустя { $seconds } с.
cli-run-ready = Маркетплейс открыт:
cli-run-docs = Все маршруты API: { $url }
cli-run-accounts = Входите как customer1@foodmarket.example, cook1@foodmarket.example или staff@foodmarket.example с паролем { $password }
cli-run-how-to-stop = Ctrl-C останавливает всё.
cli-run-stopping = Останавливаю …
cli-run-stopped = Всё остановлено; данные на месте.
cli-seed-not-empty = Повара уже есть; ничего не изменено.
cli-seed-production = В production нет места выдуманным людям: их пароль знают все, а один из них — сотрудник.
cli-seed-done = В городе поваров: { $cooks }, блюд: { $dishes }, покупателей: { $customers }.

cli-privacy-replayed = Стёрто заново: { $again } из { $known } известных удалений.
cli-auditing = проверяю правила
cli-verifying-chain = проверяю цепочку
cli-audit-log-holds = Журнал аудита цел: записей — { $checked }, последнее звено { $digest }.
cli-audit-log-broken = Журнал аудита нарушен (просмотрено записей: { $checked }, последнее звено { $digest }).
cli-audit-rule = Правило
cli-audit-checked = Проверено
cli-audit-result = Итог
cli-audit-holds = верно
cli-audit-broken = НАРУШЕНО
cli-audit-summary =
    { $broken ->
        [0] Все правила верны: { $rules }.
       *[other] Нарушено правил: { $broken } из { $rules }.
    }
cli-balance-account = Счёт
cli-balance-debit = Дебет
cli-balance-credit = Кредит
cli-balance-difference = Кредит минус дебет: { $difference }

cli-webhooks-none = Их нет.
cli-webhooks-provider = Провайдер
cli-webhooks-event = Событие
cli-webhooks-state = Состояние
cli-webhooks-tries = Попыток
cli-webhooks-received = Получено
cli-webhooks-reason = Причина
cli-webhooks-state-received = получено
cli-webhooks-state-applied = применено
cli-webhooks-state-ignored = не о нас
cli-webhooks-state-parked = отложено
cli-webhooks-unknown = Уведомления { $webhook } нет.
cli-webhooks-replayed = { $webhook } применит заново воркер.
cli-outbox-unsent =
    { $count ->
        [one] В пути { $count } событие.
        [few] В пути { $count } события.
       *[other] В пути { $count } событий.
    }
cli-outbox-failing =
    { $count ->
        [0] Ни одно из них ещё не подводило.
        [one] { $count } подвело и пробуется снова.
       *[other] { $count } подвели и пробуются снова.
    }
cli-outbox-nothing-parked = Отложенных нет.
cli-outbox-parked =
    { $count ->
        [one] Отложено { $count } событие:
        [few] Отложено { $count } события:
       *[other] Отложено { $count } событий:
    }
cli-outbox-event = Событие
cli-outbox-subject = О чём
cli-outbox-reason = Причина
cli-outbox-not-parked = { $event } не отложено.
cli-outbox-sent-again = { $event } отправлено ещё раз; им займётся воркер.

cli-demo-settling = Заселяем город
cli-demo-living = День начинается
cli-demo-clock = { $time }
cli-demo-not-empty = В этой папке или базе уже есть маркетплейс; для демо нужна пустая.
cli-demo-no-rest = Воркер никак не закончит ({ $loops }); смотрите demo.log в папке.
cli-demo-title-orders = Заказы по состояниям
cli-demo-state = Состояние
cli-demo-orders = Заказы
cli-demo-total = всего
cli-demo-live = * ещё не завершены; у каждого из них есть срок.
cli-demo-title-money = Деньги
cli-demo-sum = Что
cli-demo-amount = Сумма
cli-demo-gross = списано с покупателей
cli-demo-refunded = возвращено покупателям
cli-demo-escrow = на эскроу
cli-demo-retained = удержано до конца сроков споров
cli-demo-payable = к выплате поварам
cli-demo-owed = долг поваров
cli-demo-in-transit = возвраты в пути
cli-demo-commission = комиссия
cli-demo-fees = комиссии платёжного провайдера
cli-demo-goodwill = возвращено за счёт платформы
cli-demo-promotions = скидки за счёт платформы
cli-demo-clearing = у платёжного провайдера по книге
cli-demo-title-requests = Отклонённые запросы
cli-demo-refusal = Отказ
cli-demo-times = Раз
cli-demo-latency =
    { $made ->
        [one] { $made } запрос, из них { $replayed } повторены и получили тот же ответ; половина быстрее { $p50 } мс, 95 % быстрее { $p95 } мс
        [few] { $made } запроса, из них { $replayed } повторены и получили тот же ответ; половина быстрее { $p50 } мс, 95 % быстрее { $p95 } мс
       *[other] { $made } запросов, из них { $replayed } повторены и получили тот же ответ; половина быстрее { $p50 } мс, 95 % быстрее { $p95 } мс
    }
cli-demo-bank = У банка { $holds }, по книге { $booked }: разница { $difference }.
cli-demo-deadlines =
    { $count ->
        [0] Каждый заказ завершён или имеет срок.
        [one] { $count } заказ не завершён и не имеет срока.
        [few] { $count } заказа не завершены и не имеют срока.
       *[other] { $count } заказов не завершены и не имеют срока.
    }
cli-demo-surprises =
    { $count ->
        [0] Всё прошло по плану; не было ни лишних отказов, ни лишних разрешений.
        [one] { $count } событие прошло не по плану:
        [few] { $count } события прошли не по плану:
       *[other] { $count } событий прошло не по плану:
    }
cli-demo-over = В городе сейчас { $time }.
cli-demo-next =
    На что посмотреть дальше:
    • город, каким он стал, со всеми жителями: foodmarket run --folder { $folder }
    • его книгу, проверенную ещё раз, пока он работает: FOODMARKET_DATA_FOLDER={ $folder } foodmarket ledger audit
    • те же дни, но в конце всё остаётся открытым: foodmarket demo --keep
    • до завершения каждого заказа: foodmarket demo --until-settled
    • что написали API и воркер: { $log }
cli-demo-next-kept =
    На что посмотреть дальше:
    • все маршруты API: { $url }/docs
    • войти как customer1@foodmarket.example, cook1@foodmarket.example или staff@foodmarket.example с паролем { $password }
    • проверки ещё раз: DATABASE_URL='{ $database }' REDIS_URL='{ $redis }' foodmarket ledger audit
    • оборотная ведомость: DATABASE_URL='{ $database }' REDIS_URL='{ $redis }' foodmarket ledger trial-balance
    • что написали API и воркер: { $log }

## foodmarket simulate

cli-help-simulate =
    Прожить жизнь города в виртуальном времени, где ломается всё, что может, и убедиться, что ничего не потеряно.

    История целиком следует из зерна. Ничего настоящего не запускается: сценарии работают на хранилище в памяти
    и на имитациях платёжных систем, с теми же шагами воркера, и после каждой записи проверяется всё, что обязано
    быть верным всегда.

    Один город: foodmarket simulate --days 30 --customers 500 --cooks 50 --seed 7
    Много маленьких: foodmarket simulate --seeds 2000
cli-help-simulate-days = Сколько дней люди заказывают; потом время идёт, пока всё не придёт в покой.
cli-help-simulate-customers = Сколько покупателей; за день заказывает примерно треть.
cli-help-simulate-cooks = Сколько поваров; у каждого три окна в день.
cli-help-simulate-seed = Зерно города или первое из многих.
cli-help-simulate-seeds = Сколько городов прожить, по одному на зерно. Если больше одного, они маленькие, если не задан размер.
cli-help-simulate-faults = Как часто всё ломается: никогда, редко, как обычно или постоянно.
cli-help-simulate-rail = Через кого идут деньги: банк-песочница или настоящий адаптер провайдера до каждого HTTP-запроса.
cli-help-simulate-report = В каком виде нужен отчёт.
cli-help-simulate-output = Файл для отчёта вместо стандартного вывода.
cli-help-simulate-processes = Сколько процессов делят работу. По умолчанию по числу процессоров.
cli-simulate-living = Города живут
cli-simulate-title = Имитация города
cli-simulate-summary =
    { $seeds ->
        [one] { $seeds } история
        [few] { $seeds } истории
       *[other] { $seeds } историй
    }: заказов { $orders }, виртуальных дней { $days }, начиная с зерна { $seed }, деньги через { $rail }, отказы «{ $faults }»
cli-simulate-digest = Отпечаток { $digest } · { $seconds } с
cli-simulate-sound = Всё, что обязано быть верным всегда, осталось верным.
cli-simulate-broken =
    { $histories ->
        [one] { $histories } история нарушила
        [few] { $histories } истории нарушили
       *[other] { $histories } историй нарушили
    } то, что обязано быть верным всегда.
cli-simulate-story = Зерно { $seed }, правило { $rule }: { $text }
cli-simulate-again = Повторить: foodmarket simulate --seed { $seed } { $options }
cli-simulate-ends = Чем закончились заказы
cli-simulate-orders = Заказы
cli-simulate-trial-balance = Оборотная ведомость
cli-simulate-account = Счёт
cli-simulate-amount = Сумма
cli-simulate-difference = кредит минус дебет
cli-simulate-injected = Что делали с городом
cli-simulate-times = Раз
cli-simulate-survived = Пережиты все отказы: { $count }.
cli-simulate-reached = В какие положения он попадал
cli-simulate-missing = Ни разу не достигнуто, поэтому и не показано:
cli-simulate-chart-orders = Заказы по часам и чем они закончились
cli-simulate-chart-money = Деньги по видам счетов во времени
cli-simulate-chart-faults = Отказы, каждый из которых пережит
cli-simulate-day = день { $day }
cli-fault-timeout-before = запрос к платёжной системе потерялся
cli-fault-timeout-after = платёжная система сделала дело, но ответ потерялся
cli-fault-error-500 = платёжная система сделала дело и часами отвечала 500
cli-fault-refund-refused = платёжная система отказывала во всех возвратах платежа
cli-fault-look-up-fails = у платёжной системы нельзя было узнать состояние
cli-fault-webhook-lost = уведомление потерялось
cli-fault-webhook-twice = уведомление пришло дважды
cli-fault-webhook-late = уведомление опоздало до двух часов
cli-fault-webhook-forged = кто-то подделал уведомление
cli-fault-crash-before-commit = процесс умер перед записью
cli-fault-crash-after-commit = процесс умер сразу после записи
cli-fault-crash-before-call = процесс умер перед запросом к платёжной системе
cli-fault-crash-after-call = процесс умер, не услышав ответа платёжной системы
cli-fault-crash-before-publish = воркер умер перед отправкой события
cli-fault-crash-after-publish = воркер умер сразу после отправки события
cli-fault-crash-before-acknowledge = воркер умер, не отметив, что событие обработано
cli-fault-stale = база отказала в записи (конфликт транзакций)
cli-fault-store-away = база была недоступна
cli-fault-outcome-unknown = база записала, но никто об этом не узнал
cli-fault-answer-lost = ответ покупателю, повару или сотруднику потерялся
cli-fault-queue-lost = очередь потеряла всё
cli-fault-queue-twice = очередь выдала событие дважды
cli-fault-poison = событие не удавалось обработать
cli-situation-late-authorisation = деньги удержаны по заказу, который уже закончился
cli-situation-late-capture = деньги списаны по заказу, который уже закончился
cli-situation-paid-after-expiry = покупатель заплатил, когда срок заказа уже вышел
cli-situation-overtaken = ответ пришёл, когда его уже узнали и записали другие
cli-situation-conflict = две машины меняли одно и то же, и одной пришлось решать заново
cli-situation-replayed = повторный запрос получил свой первый ответ
cli-situation-in-progress = запрос повторили, пока первый ещё выполнялся
cli-situation-double-click = покупатель отправил один заказ дважды сразу
cli-situation-offline = повар работал без связи и потом отправил всё, дважды
cli-situation-replayed-500 = платёжная система повторила ответ 500 на тот же ключ
cli-situation-capture-awaited = повар хотел начать раньше, чем пришли деньги
cli-situation-side-by-side = два воркера одновременно были заняты одним и тем же
cli-situation-consumed-twice = событие обработано дважды
cli-situation-queue-lost = очередь потеряла всё
cli-situation-parked-event = сломанное событие отложено и позже повторено
cli-situation-parked-refund = в возврате отказывали слишком часто, и им занялись сотрудники
cli-situation-staff-refund = сотрудники вернули деньги
cli-situation-approved = крупный возврат одобрил второй человек
cli-situation-verdict-waited = крупное решение по спору ждало второго человека
cli-situation-own-approval-refused = кто просил возврат, не смог сам его одобрить
cli-situation-forged-refused = поддельное уведомление отвергнуто
cli-situation-stranger-refused = посторонний не смог ни увидеть, ни изменить заказ
cli-situation-wrong-role-refused = нельзя сделать то, что должен делать другой
cli-situation-wrong-code-refused = еду не отдали по неверному коду
cli-situation-out-of-portions = последние порции достались другому
cli-situation-too-large-refused = нельзя вернуть больше, чем осталось
