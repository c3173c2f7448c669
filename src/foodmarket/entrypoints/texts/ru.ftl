### Тексты для людей: что случилось и что делать дальше.

## Отказы: объяснение и короткий заголовок

refusal-already_verified = Этот адрес почты уже подтверждён. Больше ничего делать не нужно.
    .title = Уже подтверждён
refusal-bad_address = Адрес доставки не подходит: заполните поле «{ $field }», не длиннее 300 знаков.
    .title = Адрес заполнен не полностью
refusal-bad_amount = Сумма должна быть целым числом минимальных единиц валюты в допустимых пределах. Исправьте сумму и повторите.
    .title = Такой суммы не бывает
refusal-bad_api_key = Поле ключа «{ $field }» вне допустимых границ. Исправьте его и повторите.
    .title = Ключ нельзя создать
refusal-bad_claim = { $problem ->
        [too_long] В тексте слишком много знаков. Сократите его до 5000.
        [too_many_references] Фотографий или ссылок не больше десяти. Уберите лишние.
        [not_a_reference] Фотография или ссылка указана не так. Нужен адрес или имя файла, не длиннее 500 знаков.
       *[other] Сказанное не сохранить. Исправьте его и повторите.
    }
    .title = Текст или ссылка не подходит
refusal-bad_cook = Поле профиля «{ $field }» вне допустимых пределов. Исправьте его и повторите.
    .title = Профиль не сохранить
refusal-bad_dish = Поле блюда «{ $field }» вне допустимых пределов. Исправьте его и повторите.
    .title = Блюдо не сохранить
refusal-bad_explanation = В примечании не больше { $longest } знаков. Сократите его и повторите.
    .title = Слишком длинное примечание
refusal-bad_field = Поле «{ $field }» не понято: { $problem }. Сверьте запрос с документацией по адресу /docs.
    .title = Поле не понято
refusal-bad_key = Idempotency-Key — это от 1 до 255 видимых знаков ASCII. Пришлите, например, UUID.
    .title = Ключ идемпотентности не подходит
refusal-bad_name = В имени от 1 до { $longest } знаков. Исправьте его и повторите.
    .title = Имя не подходит
refusal-bad_payout_plan = Поле «{ $field }» порядка выплат вне допустимых границ. Исправьте и попробуйте ещё раз.
    .title = Порядок выплат не сохранить
refusal-bad_permit = Поле документа «{ $field }» вне допустимых границ. Исправьте его и повторите.
    .title = Документ не подходит
refusal-bad_quantity = { $quantity } — не то количество, которое можно взять. Выберите целое число порций от 1 до 100.
    .title = Такого количества не бывает
refusal-bad_refund = { $problem ->
        [amount_and_parts] Назовите сумму или части заказа, но не то и другое.
        [amount_not_positive] Сумма должна быть больше нуля и в валюте заказа.
        [nothing_left_of_it] От этих частей уже нечего возвращать.
        [award_with_everything] Если прав заказчик, возвращается всё; часть не называйте.
        [no_such_line] В заказе меньше позиций.
        [not_so_many_portions] Столько порций этой позиции уже не вернуть.
       *[other] Так возврат не выбрать. Исправьте и попробуйте ещё раз.
    }
    .title = Такого возврата не бывает
refusal-bad_tip = Чаевые не могут превышать стоимость блюд: { $most } в минимальных единицах валюты. Выберите меньшую сумму.
    .title = Чаевые слишком велики
refusal-body_too_deep = В теле запроса больше { $most } вложенных друг в друга значений, оно не прочитано. Пришлите более плоское.
    .title = Слишком глубокая вложенность
refusal-body_too_large = В запросе больше { $most } байт, он не прочитан. Пришлите меньше за один раз.
    .title = Запрос слишком велик
refusal-body_too_slow = Тело запроса не пришло вовремя. Проверьте соединение и отправьте запрос ещё раз.
    .title = Запрос передавался слишком медленно
refusal-card_number_refused = Номер карты прислан туда, где ему не место; мы его не сохранили. Вводите карту только в форме платёжной системы и присылайте токен, который она выдаст.
    .title = Не присылайте номер карты
refusal-ceremony_over = На этот запрос уже ответили, или его время вышло. Начните заново.
    .title = Начните заново
refusal-code_expired = Время этого кода вышло. Запросите новый.
    .title = Код устарел
refusal-code_used_up = Этот код уже использован или слишком часто введён с ошибкой. Запросите новый.
    .title = Код больше не действует
refusal-conflict = Сейчас это сделать нельзя. Посмотрите, как обстоят дела, и повторите.
    .title = Не сейчас
refusal-cook_closed = Повар пока не принимает заказы. Выберите другого повара или зайдите позже.
    .title = Кухня закрыта
refusal-cross_site_request = Запрос пришёл со страницы другого сайта. Откройте нашу страницу, она присылает заголовок X-Requested-With, и повторите; программы присылают токен в заголовке Authorization.
    .title = Запрос с чужого сайта
refusal-currency_mismatch = Суммы в { $left } и в { $right } нельзя сложить. Используйте одну валюту.
    .title = Встретились две валюты
refusal-dispute_not_ready = Состояние спора — «{ $state_of_dispute }», поэтому сделать это нельзя: { $verb }. Что можно сейчас: { $possible_verbs }.
    .title = Со спором это сейчас нельзя
refusal-discrepancy_not_ready = Расхождение сейчас «{ $state }», а нужно «{ $needed }». Посмотрите на него ещё раз.
    .title = Сейчас с расхождением так нельзя
refusal-dish_not_on_menu = Блюда { $dish_id } больше нет в меню. Уберите его из заказа или выберите другое.
    .title = Блюдо убрано из меню
refusal-email_taken = С этим адресом почты уже есть учётная запись. Войдите или зарегистрируйтесь с другим адресом.
    .title = Адрес занят
refusal-empty_order = В заказе от 1 до 50 блюд. Добавьте хотя бы одно.
    .title = Заказ пуст
refusal-empty_text = Нужен текст на русском или на английском. Напишите хотя бы на одном из них.
    .title = Текст пуст
refusal-empty_window = Время заканчивается ({ $end }) раньше, чем начинается ({ $start }). Исправьте одно из двух.
    .title = Такого времени не бывает
refusal-evidence_too_late = Банк больше не принимает доказательства. Остаётся ждать его решения.
    .title = Поздно для доказательств
refusal-forbidden = Вам это недоступно.
    .title = Нельзя
refusal-forged_webhook = Подпись или время уведомления неверны; мы ничего из него не прочитали. Проверьте общий секрет и часы.
    .title = Уведомление не настоящее
refusal-head_too_large = В адресе и заголовках больше { $most } байт, они не прочитаны. Пришлите меньше или удалите ненужные куки.
    .title = Заголовки слишком велики
refusal-illegal_transition = Состояние заказа — «{ $state }», поэтому сделать это нельзя: { $trigger }. Что можно сейчас: { $possible }.
    .title = С заказом это сейчас нельзя
refusal-incomplete_dish = Блюдо пока не поставить в меню. Осталось заполнить: { $missing }.
    .title = Блюдо заполнено не полностью
refusal-invalid = В запросе нет смысла. Исправьте его и повторите.
    .title = В запросе нет смысла
refusal-key_required = Этот запрос двигает деньги или что-то создаёт, ему нужен заголовок Idempotency-Key. Пришлите с ним новый UUID, а при повторе — тот же самый.
    .title = Нужен ключ идемпотентности
refusal-key_reused = Этот Idempotency-Key уже был у другого запроса. Для нового запроса пришлите новый ключ.
    .title = Ключ идемпотентности уже использован
refusal-key_taken = Этот Idempotency-Key уже использован. Для нового запроса пришлите новый ключ.
    .title = Ключ идемпотентности уже использован
refusal-malformed_email = Таким адрес почты быть не может. Исправьте его и повторите.
    .title = Адрес почты не подходит
refusal-malformed_id = Это не идентификатор вида «{ $expected }_…». Возьмите тот, который был в нашем ответе.
    .title = Идентификатор не понят
refusal-malformed_json = Тело запроса — не тот объект JSON, который здесь нужен. Исправьте его и повторите.
    .title = Тело запроса не понято
refusal-malformed_phone = Это не похоже на номер телефона. Напишите его с кодом страны, например +7 900 123-45-67.
    .title = Номер телефона не подходит
refusal-message_not_sent = Сейчас сообщение отправить не удалось. Мы попробуем ещё раз сами.
    .title = Сообщение задерживается
refusal-secret_unreadable = Сейчас мы не можем прочитать секрет этого аккаунта. Это нужно исправить нам; попробуйте позже.
    .title = Секрет не читается
refusal-missing_scope = Этот ключ для такого не предназначен. Создайте ключ с правом «{ $scope }».
    .title = Прав ключа не хватает
refusal-no_way_to_reach = Так ({ $medium }) мы сейчас сообщения не отправляем. Выберите другой способ.
    .title = Не можем с вами связаться
refusal-not_allowed = Ваша учётная запись не из тех, которым это можно. Войдите с подходящей: покупателя, повара или сотрудника.
    .title = Не для этой учётной записи
refusal-not_found = Такого нет. Проверьте адрес.
    .title = Не найдено
refusal-not_signed_in = Вы не вошли, или вход истёк. Войдите и повторите.
    .title = Сначала войдите
refusal-not_utc = Времени { $instant } нужен сдвиг от UTC. Напишите его так: 2030-05-01T12:00:00Z.
    .title = Время без пояса
refusal-not_your_turn = Сейчас вы не можете сделать это в споре: { $verb }. Это может: { $actors }.
    .title = Это делает кто-то другой
refusal-nothing_to_correct = Суммы сходятся, проводить нечего. Объясните расхождение.
    .title = Исправлять нечего
refusal-nothing_captured = Деньги за этот заказ ещё не списаны. Отмените заказ: это бесплатно.
    .title = Возвращать нечего
refusal-nothing_to_charge_back = О списании, которое оспаривает банк, мы ещё не знаем. Мы посмотрим ещё раз сами.
    .title = Ещё ничего не списано
refusal-out_of_portions = Вы просили { $asked }, а { $left ->
        [0] не осталось ничего
        [one] осталась { $left } порция
        [few] осталось { $left } порции
       *[other] осталось { $left } порций
    }. Возьмите меньше или выберите другое блюдо или другое время.
    .title = Не хватает порций
refusal-out_of_work = Время повара на этот слот разобрано (нужно { $asked }, осталось { $left }). Возьмите меньше порций или выберите другое время.
    .title = У повара больше нет времени
refusal-overlapping_slot = У вас уже есть слот между { $start } и { $end }. Выберите другое время или закройте тот слот.
    .title = Слоты пересекаются
refusal-payment_disputed = Банк заказчика оспаривает платёж; деньги этого заказа не двигаются, пока он не решит. Подождите решения банка.
    .title = Банк оспаривает платёж
refusal-payment_not_confirmed = Банк ещё не подтвердил оплату. Это занимает секунды: повторите чуть позже.
    .title = Оплата не подтверждена
refusal-no_rail = Ни одна платёжная система не принимает { $currency } в этой стране ({ $country }). Выберите другого повара или напишите нам.
    .title = Нет способа оплаты
refusal-unknown_delivery = Такого уведомления нет. Посмотрите список и повторите.
    .title = Неизвестное уведомление
refusal-not_verified = Сначала подтвердите адрес почты: запросите код в своём аккаунте и введите его там.
    .title = Адрес почты не подтверждён
refusal-not_onboarded = Вам платят без проверки у платёжной системы. Ничего не требуется.
    .title = Проверка не требуется
refusal-onboarding_not_offered = «{ $provider }» платит поварам без проверки. Укажите карту или счёт, куда выплачивать.
    .title = Эта платёжная система ничего не спрашивает
refusal-onboarding_refused = Платёжная система не принимает повара ({ $reason }). Исправьте данные повара или обратитесь к ней.
    .title = Платёжная система отказала повару
refusal-permit_reviewed = По этому документу уже принято решение. Посмотрите список ещё раз.
    .title = Уже решено
refusal-provider_unavailable = Платёжная система ({ $provider }) не отвечает. Ничего не потеряно; повторите чуть позже.
    .title = Платёжная система не отвечает
refusal-reason_required = Назовите одну из причин: { $choices }.
    .title = Нужна причина
refusal-refund_not_ready = Возврат сейчас «{ $state }», а нужен «{ $needed }». Посмотрите на него ещё раз.
    .title = Сейчас с возвратом так нельзя
refusal-refund_too_large = Вернуть можно не больше { $most } (в минимальных единицах валюты): столько было оплачено. Выберите меньшую сумму.
    .title = Возврат слишком велик
refusal-request_in_progress = Первый запрос с этим Idempotency-Key ещё выполняется. Повторите его с тем же ключом через { $retry_after } с.
    .title = Ещё выполняется
refusal-second_factor_missing = Сотрудники входят только со вторым фактором, а у этого аккаунта его нет. Попросите того, кто управляет площадкой, его выдать.
    .title = Нет второго фактора
refusal-second_factor_needed = Вместе с паролем введите код из приложения-аутентификатора или код восстановления.
    .title = Нужен ещё и код
refusal-second_factor_on = Второй фактор уже включён. Сначала уберите его.
    .title = Уже включён
refusal-erasure_not_confirmed = Это не пароль учётной записи. Чтобы её стереть, нужен верный.
    .title = Не подтверждено
refusal-unknown_erasure = Об удалении этой учётной записи никто не просил.
    .title = Такого удаления нет
refusal-outdated_consent = Это не действующий текст. Прочитайте нынешний и согласитесь с ним, если хотите.
    .title = Текст изменился
refusal-bad_residence = Страна проживания — две буквы, например RU.
    .title = Такой страны нет
refusal-wrong_cell = Жители { $residence } регистрируются на { $elsewhere }.
    .title = Зарегистрируйтесь в другом месте
refusal-second_person_needed = Вы запросили это сами; подтвердить должен кто-то другой.
    .title = Нужен второй человек
refusal-slot_closed = На это время заказы больше не принимаются (принимались до { $orders_until }). Выберите другое время.
    .title = Время закрыто
refusal-slot_in_past = Начало — { $start }; оно должно быть впереди, а приём заказов — закончиться до начала. Выберите более позднее время.
    .title = Время прошло
refusal-stale_facts = Кто-то менял то же самое в тот же миг, и не раз. Ничего не сохранено; повторите.
    .title = Кто-то успел раньше
refusal-step_up_needed = Для этого нужно ещё раз ввести нынешний пароль, и он не подошёл. Введите его и повторите.
    .title = Введите пароль ещё раз
refusal-store_unavailable = Часть нашего сервиса ({ $store }) не отвечает. Ничего не сделано наполовину; повторите через несколько секунд.
    .title = Сервис недоступен
refusal-terms_do_not_fit = Этот способ оплаты ({ $provider }) не может выполнить условия заказа: { $conflicts }. Выберите другой способ оплаты.
    .title = Способ оплаты не подходит
refusal-too_late_to_prepare = К этому времени блюдо уже не приготовить: последние заказы были возможны до { $latest }. Выберите более позднее время.
    .title = К этому времени уже не успеть
refusal-too_many_api_keys = Действующих ключей уже { $most }. Сначала отзовите один из них.
    .title = Слишком много ключей
refusal-too_many_passkeys = Ключей доступа уже { $most }. Сначала уберите один из них.
    .title = Слишком много ключей доступа
refusal-took_too_long = Ответ не был готов вовремя. Отправьте запрос ещё раз, с тем же Idempotency-Key, если он был: ничего не сделается дважды.
    .title = Это заняло слишком много времени
refusal-too_busy = Сейчас этого просят очень многие. Повторите через несколько секунд.
    .title = Слишком много сразу
refusal-too_many_attempts = Слишком много попыток с этой учётной записью. Следующая возможна через { $retry_after } с.
    .title = Слишком много попыток
refusal-too_many_requests = Слишком много запросов подряд. Следующий возможен через { $retry_after } с; отправляйте их реже.
    .title = Слишком много запросов
refusal-too_many_proposals = Предложений уже было { $most }. Примите последнее или передайте спор сотруднику.
    .title = Предложений достаточно
refusal-too_many_tries = Слишком много попыток. Следующая возможна через { $retry_after } с.
    .title = Слишком часто
refusal-too_many_wrong_codes = Слишком много неверных кодов подряд. Следующая попытка возможна через { $retry_after } с; попросите заказчика назвать код ещё раз.
    .title = Слишком много неверных кодов
refusal-unavailable = Часть нашего сервиса не отвечает. Ничего не сделано наполовину; повторите через несколько секунд.
    .title = Сервис недоступен
refusal-unbalanced_entry = Запись { $key } не сходится и не проведена. Сообщите в поддержку.
    .title = Запись не сходится
refusal-unexpected = У нас что-то сломалось, и мы об этом знаем. Повторите; если не пройдёт, пришлите нам trace_id.
    .title = Что-то сломалось
refusal-unknown_account = Такой учётной записи нет.
    .title = Нет такой учётной записи
refusal-unknown_api_key = У вас нет такого ключа. Посмотрите список своих ключей.
    .title = Нет такого ключа
refusal-unknown_challenge = Такой код не запрашивали. Запросите новый.
    .title = Неизвестный код
refusal-unknown_cook = Такого повара нет. Посмотрите список поваров.
    .title = Нет такого повара
refusal-unknown_currency = «{ $code_given }» — не валюта. Используйте код ISO 4217, например RUB.
    .title = Нет такой валюты
refusal-unknown_dispute = Такого спора нет. Посмотрите споры заказа.
    .title = Нет такого спора
refusal-unknown_discrepancy = Такого расхождения нет. Посмотрите список и повторите.
    .title = Расхождение не найдено
refusal-unknown_dish = Такого блюда у этого повара нет. Все блюда заказа — того повара, чей это слот; посмотрите меню ещё раз.
    .title = Нет такого блюда
refusal-unknown_host = Запрос адресован не нашему серверу. Используйте публичный адрес.
    .title = Не наш адрес
refusal-unknown_order = Такого заказа у вас нет. Посмотрите список своих заказов.
    .title = Нет такого заказа
refusal-unknown_passkey = У вас нет такого ключа доступа. Посмотрите их список.
    .title = Нет такого ключа доступа
refusal-unknown_payment_method = Такого способа оплаты вы не сохраняли. Сохраните его или выберите другой.
    .title = Нет такого способа оплаты
refusal-unknown_payout = Такой выплаты у вас нет. Посмотрите список своих выплат.
    .title = Нет такой выплаты
refusal-unknown_permit = Нет такого документа. Посмотрите список ещё раз.
    .title = Нет такого документа
refusal-unknown_provider = С платёжной системой «{ $provider }» мы не работаем. Выберите другую.
    .title = Нет такой платёжной системы
refusal-unknown_refund = Такого возврата нет. Посмотрите возвраты заказа.
    .title = Нет такого возврата
refusal-unknown_route = По этому адресу ничего нет. Адреса перечислены на странице /docs.
    .title = Нет такого адреса
refusal-unknown_second_factor = Второго фактора здесь нет. Сначала начните его настройку.
    .title = Нет второго фактора
refusal-unknown_session = Там вход уже не выполнен. Посмотрите список своих устройств.
    .title = Нет такого устройства
refusal-unknown_slot = Такого времени доставки нет. Посмотрите время у повара ещё раз.
    .title = Нет такого времени доставки
refusal-weak_password = В пароле от { $shortest } до { $longest } знаков. Предложение легко запомнить и трудно угадать.
    .title = Пароль слишком слабый
refusal-wrong_actor = Вы не можете сделать это с заказом: { $trigger }. Это может: { $actors }.
    .title = Это делает кто-то другой
refusal-wrong_code = Это не тот код, что мы отправили. Посмотрите последнее сообщение и попробуйте ещё раз.
    .title = Код не подходит
refusal-wrong_credentials = Адрес почты или пароль неверны. Исправьте их и повторите.
    .title = Войти не удалось
refusal-wrong_delivery_code = Это не код заказчика. Попросите заказчика назвать его ещё раз.
    .title = Код неверен
refusal-wrong_method = Этот адрес не знает метода запроса. Методы перечислены на странице /docs.
    .title = Нет такого метода
refusal-wrong_passkey = Этот ключ доступа не подходит. Попробуйте ещё раз или войдите с паролем.
    .title = Ключ доступа не подходит
refusal-wrong_second_factor = Код второго фактора неверен, устарел или уже использован. Дождитесь следующего и попробуйте ещё раз.
    .title = Код не подходит

## Книга

entry-captured = { $amount } списано с заказчика и хранится на эскроу.
entry-provider_fee = Платёжная система удержала комиссию { $amount }; её несёт площадка.
entry-promotion_funded = Площадка добавила { $amount } за скидку заказчика.
entry-promotion_returned = { $amount } скидки вернулось площадке.
entry-released = Заказ завершён: { $payable } причитается повару, { $retention } удержано до конца срока споров.
entry-retention_settled = Срок споров прошёл: удержанные { $retention } распределены.
entry-dispute_withdrawn = Банк заказчика оспаривает платёж: платёжная система забрала у нас { $amount }.
entry-dispute_reinstated = Спор с банком решён в нашу пользу: платёжная система вернула { $amount }.
entry-dispute_lost = Банк отдал заказчику { $amount }; это считается возвратом.
entry-dispute_excess = Банк оставил себе { $amount }, которые уже были возвращены; их несёт площадка.
entry-dispute_fee = Комиссия платёжной системы за спор изменилась на { $amount }; её несёт площадка.
entry-debt_netted = { $amount } из причитающегося повару погасило его долг.
entry-payout_reserved = { $amount } отложено для выплаты повару.
entry-payout_paid = { $amount } выплачено повару.
entry-payout_failed = Выплата { $amount } не удалась; деньги снова причитаются повару.
entry-corrected = Исправление на { $amount }: книга приведена к тому, что сообщает платёжная система.
entry-refund_asked = Запрошен возврат { $amount } заказчику.
entry-refund_abandoned = От возврата { $amount } отказались; деньги вернулись туда, откуда были взяты.
entry-refund_succeeded = Возврат { $amount } дошёл до заказчика.

# A cook's statement: headings of its columns, and what a line is about.
column-at = Время (UTC)
column-kind = Что
column-subject = Заказ или выплата
column-gross = Начислено
column-retention = Удержано на время
column-commission = Комиссия
column-refunds = Возвраты
column-adjustments = Поправки
column-paid = Выплачено
column-net = Итого
column-balance = Остаток
column-expected_at = Ожидается
column-currency = Валюта
line-opening = остаток на начало
line-closing = остаток на конец
line-total = всего
line-released = заказ завершён
line-retention_settled = удержание закрыто
line-refund_asked = возврат
line-refund_abandoned = возврат отменён
line-promotion_returned = скидка возвращена
line-debt_netted = долг зачтён
line-payout_reserved = выплата
line-payout_failed = выплата не прошла
line-corrected = исправление

## Состояния заказа

state-placed = ждёт оплаты
state-authorised = ждёт ответа повара
state-accepted = принят
state-preparing = готовится
state-ready = готов
state-delivered = доставлен
state-completed = завершён
state-disputed = спор
state-settled = рассчитан
state-expired = истёк
state-declined = отклонён банком
state-rejected = не принят
state-cancelled = отменён
state-refunded = деньги возвращены

## Что двигает заказ

trigger-place = оформить заказ
trigger-payment_held = деньги удержаны
trigger-payment_declined = оплата отклонена
trigger-payment_timed_out = оплата не пришла вовремя
trigger-accept = принять
trigger-reject = отказаться
trigger-acceptance_timed_out = повар не ответил вовремя
trigger-capture_failed = деньги не удалось списать
trigger-cancel = отменить
trigger-start = начать готовить
trigger-finish = отметить готовым
trigger-hand_over = передать
trigger-hand_over_overdue = блюдо не передали вовремя
trigger-confirm = подтвердить
trigger-confirmation_timed_out = жалобы вовремя не было
trigger-complain = пожаловаться
trigger-dispute_window_closed = срок споров прошёл
trigger-resolve_for_cook = решить в пользу повара
trigger-resolve_for_customer = решить в пользу заказчика
trigger-dispute_timed_out = спор не решили вовремя
trigger-agree = стороны договорились
trigger-agree_on_all = стороны договорились вернуть всё
trigger-payment_disputed = банк оспаривает платёж
trigger-chargeback_closed = банк решил
trigger-all_charged_back = банк вернул всё

## Споры

dispute-opened = ждёт ответа повара
dispute-offered = ждёт ответа заказчика на предложение
dispute-countered = ждёт ответа повара на встречное предложение
dispute-escalated = у сотрудника
dispute-agreed = стороны договорились
dispute-decided = решён сотрудником
dispute-lapsed = не решён вовремя: в пользу заказчика
dispute-overtaken = решён банком
dispute-raised = начат банком
dispute-contested = оспаривается с доказательствами
dispute-won = выигран
dispute-lost = проигран
verb-offer = предложить
verb-counter = предложить иначе
verb-accept = согласиться
verb-escalate = передать сотруднику
verb-decide = решить
verb-evidence = отправить доказательства

## Люди

role-customer = заказчик
role-cook = повар
role-courier = курьер
role-staff = сотрудник
role-partner = партнёр
role-system = система

## Документы поваров

permit-medical_book = медицинская книжка
permit-registration = регистрация
permit-kitchen = документ о кухне

## Причины

reason-sold_out = всё распродано
reason-too_busy = слишком много заказов
reason-missing_ingredient = нет нужного продукта
reason-kitchen_problem = неполадки на кухне
reason-out_of_area = слишком далеко
reason-not_delivered = не доставлено
reason-wrong_items = не те блюда
reason-quality = качество
reason-undeclared_allergen = не указан аллерген
reason-late = слишком поздно
reason-hold_cancelled = банк снял удержание
reason-hold_lapsed = срок удержания в банке истёк
reason-rejected = повар не взял заказ
reason-not_accepted = повар не ответил вовремя
reason-cancelled = заказ отменён
reason-overdue = еду не выдали вовремя
reason-late_capture = оплата пришла, когда заказ уже закончился
reason-dispute = спор решён в вашу пользу
reason-chargeback = банк отозвал платёж
reason-missing_items = чего-то не хватало
reason-late_delivery = доставка опоздала
reason-goodwill = в знак извинения

## В чём расходятся книга и провайдер

difference-timing = прошло меньше суток: другая сторона ещё может прийти
difference-missing_at_provider = проведено у нас, но провайдер об этом не сообщает
difference-missing_in_book = провайдер сообщает, но у нас не проведено
difference-duplicate = сообщено больше одного раза
difference-wrong_amount = не та сумма, что проведена
difference-wrong_day = разница больше суток
difference-unknown_reference = ни о чём из того, что мы знаем
difference-fee_difference = не та комиссия, что проведена
difference-payout_mismatch = выплата и книга не сходятся
difference-overcorrected = разрешилось само, когда исправление уже провели
resolution-wait = подождать день: провайдеры сообщают с опозданием
resolution-look_up = посмотреть платёж у провайдера и дать ему завершиться
resolution-ask_provider = спросить провайдера
resolution-book_correction = провести исправление
resolution-undo_correction = провести исправление обратно
resolution-run_audit = запустить проверку книги: её или выплату изменили
discrepancy-open = открыто
discrepancy-proposed = ждёт второго человека
discrepancy-resolved = разрешено
discrepancy-explained = объяснено
against-provider_fees = на комиссии провайдера
against-unexplained = на невыясненное по этому провайдеру
against-written_off = списать
explanation-provider_reports_anew = провайдер ошибся и сообщит заново
explanation-other_cut_off = у провайдера день кончается в другой час
explanation-booked_elsewhere = это в другой записи книги
explanation-not_our_money = это не наши деньги

## Что задерживает выплату

hold-no_method = вы не указали, куда перечислять деньги
hold-cooling = новые реквизиты ради безопасности не используются три дня
hold-under_review = сотрудник проверяет
hold-disputed = часть относится к заказам в споре
hold-debt = сумма погасила ваш долг
hold-below_minimum = сумма меньше выбранного вами порога
hold-daily_limit = сегодня провайдер больше не платит; остальное — завтра
hold-monthly_limit = в этом месяце провайдер больше не платит; остальное — позже
hold-provider_cannot = этот провайдер не выплачивает

hindrance-open_orders = некоторые заказы ещё не завершены
hindrance-open_disputes = открыт спор
hindrance-refunds_under_way = идёт возврат
hindrance-money_due = ещё не все деньги выплачены
hindrance-payouts_under_way = идёт выплата

kept-book = записи книги по условным идентификаторам: закон о бухгалтерском учёте требует хранить их пять лет
kept-orders = что и на какую сумму заказано, без имени и адреса: это объясняет записи книги
kept-audit_log = кто и что делал по условным идентификаторам, без сетевых адресов: это подтверждает, как обращались с данными
kept-consents = с какими текстами и когда согласились: это подтверждает, что согласие было

## Поля блюда

field-price = цена
field-portions = порции
field-grams = вес
field-allergens = аллергены
field-ingredients = состав

## Почему способ оплаты не подходит

conflict-amount_not_positive = платить нечего
conflict-currency_not_supported = он не знает этой валюты
conflict-hold_too_short = он не может удерживать деньги достаточно долго
conflict-amount_too_small = он не принимает такие малые суммы
conflict-amount_too_large = он не принимает такие большие суммы
conflict-escrow_too_long = он не может хранить деньги до последнего срока
conflict-retention_in_one_payout = он платит повару один раз и не может доплатить удержание потом
conflict-no_refund_after_payout = он не может вернуть деньги после выплаты повару

## What is wrong with a field

problem-unknown = поля с таким именем здесь нет
problem-missing = оно обязательно
problem-wrong_type = значение другого типа
problem-not_a_choice = такого варианта нет
problem-out_of_bounds = значение вне границ или не в том формате
problem-nul = в тексте не может быть символа NUL
problem-twice = блюдо указано дважды
problem-not_with_the_others = оно не сочетается с остальными полями

## Уведомления

notice-order-placed = Ваш заказ { $order } оформлен; ждём оплату.
notice-order-authorised = Заказ { $order } оплачен и ждёт ответа повара.
notice-order-accepted = Повар принял заказ { $order }.
notice-order-preparing = Заказ { $order } готовится.
notice-order-ready = Заказ { $order } готов.
notice-order-delivered = Заказ { $order } передан. Приятного аппетита!
notice-order-completed = Заказ { $order } завершён.
notice-order-disputed = На заказ { $order } пожаловались; сотрудники разбираются.
notice-dispute-opened = На заказ { $order } пожаловались; повар может ответить до { $deadline }.
notice-dispute-offered = В споре о заказе { $order } повар предлагает вернуть { $amount }; заказчик может ответить до { $deadline }.
notice-dispute-countered = В споре о заказе { $order } заказчик просит вернуть { $amount }; повар может ответить до { $deadline }.
notice-dispute-escalated = Спор о заказе { $order } теперь у сотрудника.
notice-dispute-agreed = Спор о заказе { $order } улажен: { $amount } вернётся заказчику.
notice-dispute-decided = Сотрудник решил спор о заказе { $order }: { $amount } вернётся заказчику.
notice-dispute-lapsed = Спор о заказе { $order } не решили вовремя: { $amount } вернётся заказчику.
notice-dispute-overtaken = Спор о заказе { $order } окончен: банк вернул деньги заказчику.
notice-dispute-raised = Банк заказчика оспаривает оплату заказа { $order }; деньги ждут решения банка.
notice-dispute-contested = Мы возразили банку в споре о заказе { $order }.
notice-dispute-won = Спор с банком о заказе { $order } решён в пользу повара.
notice-dispute-lost = Спор с банком о заказе { $order } решён в пользу заказчика.
notice-order-settled = По заказу { $order } всё рассчитано.
notice-order-expired = Заказ { $order } истёк: его не оплатили вовремя. Деньги не списаны.
notice-order-declined = Банк отклонил оплату заказа { $order }. Деньги не списаны; попробуйте другую карту.
notice-order-rejected = За заказ { $order } не взялись. Деньги не списаны.
notice-order-cancelled = Заказ { $order } отменён.
notice-order-refunded = Заказ { $order } не состоялся; деньги возвращаются заказчику.
notice-order-reminder = Заказ { $order } ({ $state }) ждёт вас до { $deadline }.
notice-payment-action_required = Банк просит подтвердить оплату заказа { $order }.
notice-payment-refunded = { $amount } за заказ { $order } вернулось заказчику.

## Сообщения вне площадки: текст и тема

message-code-email = Ваш код: { $code }. Введите его в течение { $minutes } минут, чтобы подтвердить этот адрес. Если вы у нас не регистрировались, ничего не делайте.
    .subject = { $code } — ваш код
message-code-phone = { $code } — ваш код для foodmarket, действует { $minutes } минут. Никому его не сообщайте.
    .subject = Ваш код
message-code-password = Ваш код: { $code }. С ним в течение { $minutes } минут можно задать новый пароль. Если вы его не запрашивали, ничего не делайте: пароль останется прежним. Никому не сообщайте код, даже нам.
    .subject = { $code } — ваш код для нового пароля
message-password-changed = Пароль вашего аккаунта изменён, на других устройствах выполнен выход. Если это были не вы, сразу задайте новый пароль и напишите в поддержку.
    .subject = Ваш пароль изменён
message-passkey-added = К вашему аккаунту добавлен ключ доступа: с ним можно войти. Если это были не вы, уберите его, смените пароль и напишите в поддержку.
    .subject = Добавлен ключ доступа
message-api-key-made = В вашем аккаунте создан ключ для программ. Если это были не вы, отзовите его, смените пароль и напишите в поддержку.
    .subject = Создан ключ
message-payout-destination-changed = Изменено, куда идут ваши выплаты. Несколько дней туда ничего не выплачивается. Если это были не вы, сразу смените пароль и напишите в поддержку.
    .subject = Выплаты пойдут на другой счёт
message-permit-approved = Ваш документ принят: { $kind }.
    .subject = Документ принят
message-permit-rejected = Ваш документ отклонён: { $kind }. Причина указана в вашем аккаунте; пришлите документ снова.
    .subject = Документ отклонён
message-permit-ends = { $until } заканчивается ваш документ: { $kind }. Со следующего дня ваши блюда нельзя будет заказать. Вовремя укажите новый документ в своём аккаунте.
    .subject = Документ скоро закончится
message-permit-over = { $until } закончился ваш документ: { $kind }. Ваши блюда нельзя заказать, пока не принят новый; потом меню вернётся таким, каким было.
    .subject = Документ закончился
message-recovery-code-used = Использован код восстановления второго фактора; больше он не действует. Если это были не вы, сразу смените пароль и напишите в поддержку.
    .subject = Использован код восстановления
message-second-factor-on = Теперь для входа в ваш аккаунт нужен второй фактор. Если это были не вы, сразу напишите в поддержку.
    .subject = Второй фактор включён
message-second-factor-off = Для входа в ваш аккаунт второй фактор больше не нужен. Если это были не вы, сразу смените пароль и напишите в поддержку.
    .subject = Второй фактор выключен
message-phone-verified = К вашему аккаунту добавлен номер телефона. Если это были не вы, смените пароль и напишите в поддержку.
    .subject = Добавлен номер телефона

## Страницы

page-step = { $actors }: { $trigger } → { $state }
page-reason = Причина: { $reason }.
page-title = Домашняя еда с соседской кухни
page-what = Площадка, где домашние повара продают то, что готовят лучше всего. Ваши деньги хранятся на эскроу, пока еда не доставлена.
page-link-menu = Меню (JSON)
page-link-docs = API: прочитать и попробовать
page-link-document = Документ OpenAPI
page-link-ready = Всё ли сейчас работает
page-bank-title = Банк-песочница: подтвердите оплату
page-bank-amount = { $amount }
page-bank-question = Настоящие деньги здесь не ходят. Подтверждаете эту оплату?
page-bank-confirm = Подтвердить
page-bank-decline = Отклонить
page-bank-confirmed = Оплата подтверждена. Эту страницу можно закрыть.
page-bank-declined = Оплата отклонена. Эту страницу можно закрыть.
page-bank-back = Вернуться на площадку
