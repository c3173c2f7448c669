### What the command line says.

cli-help =
    foodmarket: a marketplace for home-cooked food.

    Start here:

    • foodmarket run: everything on this machine, with a made-up city to order from

    • foodmarket ledger audit: check that no money and no meal is lost

    • foodmarket config explain: every setting and what it is for
cli-epilog =
    Settings come from foodmarket.toml, then from FOODMARKET_* variables; DATABASE_URL and REDIS_URL name the servers; without them, commands find those of the foodmarket run of the same folder.
    Exit codes: 0 done · 1 a check does not hold · 2 wrong command line · 3 settings, servers or ports do not allow it · 130 interrupted.
cli-help-config-file = The settings file (default: foodmarket.toml, where it exists).
cli-help-version = Show the version and exit.
cli-panel-options = Options
cli-panel-commands = Commands
cli-panel-errors = Error
cli-errors-suggestion = Add -h to the command to see how it is used.
cli-aborted = Aborted.
cli-default = \[default: { "{}" }]
cli-required = \[required]
cli-help-language = The language of what is printed (default: that of the environment).
cli-help-run =
    Start the whole marketplace: PostgreSQL, Redis, the API and the worker.

    The first start makes a database in the folder and settles a small city in it. Ctrl-C stops everything. DATABASE_URL and REDIS_URL replace the embedded servers.

    Example: foodmarket run --port 9000 --folder ~/market
cli-help-host = The address to listen on.
cli-help-port = The port to listen on.
cli-help-processes = How many processes share the port.
cli-help-folder = Where the data is kept.
cli-help-no-seed = Leave an empty database empty.
cli-help-api =
    Serve the HTTP API.

    Example: DATABASE_URL=postgresql://… REDIS_URL=redis://… foodmarket api --processes 2
cli-help-worker =
    Do what happens without anybody asking: send events, keep deadlines, resume unfinished payments, seal the book.

    Any number of workers may run side by side. SIGTERM lets a worker finish what it holds.
cli-help-migrate =
    Bring the database to the schema of this version.

    Example: DATABASE_URL=postgresql://… foodmarket migrate
cli-help-revision = The revision to go to.
cli-help-seed =
    Settle a made-up city in an empty database: cooks, dishes, slots, customers with sandbox cards.

    Example: foodmarket seed --cooks 50 --customers 500
cli-help-cooks = How many cooks.
cli-help-customers = How many customers.
cli-help-days = For how many days there are slots.
cli-help-demo =
    Let a made-up city live through its days, over the real HTTP API, and check that everything adds up.

    Cooks and customers register, order, pay, cook, deliver, complain and make mistakes; the clock passes three days within minutes, without skipping a step. Ends with the orders, the money, the trial balance and the audit; exit code 1 where anything is not as it has to be.

    Example: foodmarket demo --cooks 5 --customers 20 --orders 60
cli-help-orders = How many orders are planned; a run on the last portions adds a few.
cli-help-chance = The number that chance begins with: the same one, the same city and the same plans.
cli-help-demo-folder = Where the demo keeps its servers' data; what an earlier demo left there is replaced.
cli-help-database-url = An empty PostgreSQL database to use instead of an embedded one.
cli-help-redis-url = A Redis to use instead of an embedded one.
cli-help-until-settled = Go on until every dispute window has closed and every order has ended.
cli-help-keep = Keep everything running at the end, until Ctrl-C.
cli-help-ledger = Check the book, and show what stands on its accounts.
cli-help-ledger-audit =
    Check everything that must always be true, and the hash chain of the book.

    Ends with exit code 1 where something does not hold. Example: foodmarket ledger audit --json
cli-help-ledger-trial-balance = Show debits and credits of every account; their difference must be zero.
cli-help-audit-log = Look after the log of who did what.
cli-help-audit-log-verify =
    Compute the audit log's chain anew from its records: no record was edited, put in or taken out.

    Keep the number and the digest of the last link elsewhere: they show later that the end was not cut off.
    Ends with exit code 1 where something does not hold. Example: foodmarket audit-log verify --json
cli-help-json = Print JSON.
cli-help-provider = Who takes the payments: the sandbox, or a double of Stripe or YooKassa that is started too.
cli-help-simulator =
    Serve a double of a payment provider on this machine: stripe or yookassa. It moves no money and forgets everything when it stops.

    Example: foodmarket simulator stripe --port 9001
cli-simulator-nowhere = { $name } is not set up to be simulated on this machine: name a --port, or an address of 127.0.0.1 in the settings.
cli-help-staff = Who works here, and what they answer for. What is changed acts at once.
cli-help-staff-add = Take somebody on; prints a password, a second factor and recovery codes, once.
cli-help-staff-name = The person's name.
cli-help-staff-duty = What the person answers for; may be given several times.
cli-help-staff-duties = Give somebody these duties and no others.
cli-help-staff-disable = Let somebody go.
cli-help-staff-enable = Take somebody back.
cli-help-staff-second-factor = Issue a second factor anew, for a device that was lost.
cli-staff-duties = { $email } works here; duties: { $duties }.
cli-staff-disabled = { $email } can't sign in any more.
cli-staff-issued = Hand these over in private; they are not shown again (a password where one was made, what the authenticator app reads, recovery codes):
cli-help-partner = Companies whose programs call the API with keys of their own.
cli-help-partner-add = Take a partner on; prints a password, once. The partner makes keys after signing in.
cli-help-partner-disable = Let a partner go: its keys open nothing from the next request on.
cli-help-partner-enable = Take a partner back.
cli-partner-works = { $email } is a partner.
cli-partner-password = Hand this password over in private; it is not shown again:
cli-help-webhooks = What payment providers notified us of, and what became of it.
cli-help-webhooks-list = List notifications, newest first.
cli-help-limit = How many are shown at most.
cli-help-webhooks-state = Only those in this state.
cli-help-webhooks-show = Show one notification as it came.
cli-help-webhooks-replay = Have one applied anew, for example a parked one after the cause was mended.
cli-help-openapi =
    Write the OpenAPI document of the API, in 3.1 as it is served or in 3.0.3 for older tools.

    `foodmarket openapi --version 3.0 --output foodmarket.json`
cli-help-openapi-version = The version of the OpenAPI standard.
cli-help-openapi-output = The file to write; standard output by default.
cli-help-openapi-record =
    Write what clients build upon to this file instead, line by line; what would break clients of
    what the file says is refused, unless the version moved.
cli-openapi-written = { $count } addresses were written to { $file }.
cli-openapi-recorded = { $count } promises were written to { $file }.
cli-openapi-breaks =
    { $count ->
        [one] A change would break clients
       *[other] { $count } changes would break clients
    } of version { $before }, and this is { $after }. Take the change back, or move the version.
cli-help-reconcile =
    Compare a day of the book with what the payment providers report, line by line.

    What differs is kept until something resolves it; a second run doubles nothing.

    Example: foodmarket reconcile --day 2030-05-01
cli-help-reconcile-day = The day (UTC) to compare; yesterday by default.
cli-help-reconcile-provider = Only this provider; all of them by default.
cli-reconcile-summary = { $provider }, { $day }: { $matched } agree, { $differences } are not explained.
cli-reconcile-difference = Difference
cli-reconcile-subject = What
cli-reconcile-booked = Booked
cli-reconcile-reported = Reported
cli-reconcile-resolution = What to do
cli-help-privacy = Personal data after a backup was restored.
cli-help-privacy-replay =
    Erase again everybody who was erased before, by the file of tombstones (privacy.tombstones).

    Run it after restoring a backup and before opening the marketplace. Example: foodmarket privacy replay-erasures
cli-reconcile-unexplained = Unexplained
cli-reconcile-age = Known for
cli-reconcile-hours = { $hours } h
cli-reconcile-unknown = No payment provider is called “{ $provider }”. There are: { $known }.
cli-reconcile-away = The payment provider “{ $provider }” does not answer. Try again later.
cli-help-statements =
    Write the statements of a month, a file for each cook, and check them against the book.

    Example: foodmarket statements --month 2030-05 --output statements
cli-help-statements-month = The month (UTC), as 2030-05.
cli-help-statements-output = The folder to write into; it is made if need be.
cli-help-statements-form = CSV for spreadsheets, JSON for programs.
cli-statements-writing = Writing statements
cli-statements-add-up = { $files } statements, { $lines } lines: together { $closing } payable at the month's end, as in the book.
cli-statements-differ = { $files } statements, { $lines } lines: together { $closing } payable at the month's end, but { $booked } in the book.
cli-statements-wrong = { $name } does not lead to what the book says of this cook.
cli-help-outbox = How events travel, and those that were given up on.
cli-help-outbox-status = Count what is unsent, and list what was parked with its reason.
cli-help-outbox-retry = Send a parked event once more.
cli-help-config = Show, check and explain the settings.
cli-help-config-show = Show every setting, its value, and where the value comes from. Secrets stay hidden.
cli-help-config-check = Read and validate the settings as a start would; exit code 1 where something is wrong.
cli-help-config-explain = Explain every setting, one section, or one setting. Example: foodmarket config explain terms

cli-settings-bad =
    { $count ->
        [one] One setting is not right:
       *[other] { $count } settings are not right:
    }
cli-config-good = The settings are good (mode { $mode }, { $file }).
cli-config-no-file = no file
cli-config-key = Setting
cli-config-value = Value
cli-config-origin = From
cli-config-unknown-key = there is no setting or section { $name }
cli-config-variables = environment: { $names }
cli-origin-default = default
cli-origin-file = file
cli-origin-environment = environment

cli-problem-short-key = each key has to have { NUMBER($least, useGrouping: 0) } characters or more.
cli-problem-not-text = has to be text.
cli-problem-not-whole = has to be a whole number from { NUMBER($least, useGrouping: 0) } to { NUMBER($most, useGrouping: 0) }.
cli-problem-out-of-bounds = has to be from { NUMBER($least, useGrouping: 0) } to { NUMBER($most, useGrouping: 0) }.
cli-problem-not-flag = has to be true or false.
cli-problem-not-duration = has to be a span of time above zero such as 250ms, 30s, 15m, 24h or 14d.
cli-problem-not-rate = has to be a rate from 0% to 100% such as 10% or 12.5%.
cli-problem-not-choice = has to be one of: { $choices }.
cli-problem-not-url = has to begin with { $schemes }.
cli-problem-not-origin = has to be one address such as https://food.example, without a path.
cli-problem-unknown-provider = names { $name }; known are: { $known }.
cli-problem-empty = must not be empty.
cli-problem-not-names = has to be a list of words.
cli-problem-secret-unreadable = the file { $file } that should hold the value can't be read.
cli-problem-file-unreadable = the settings file can't be read: { $reason }.
cli-problem-file-malformed = the settings file is not valid TOML: { $reason }.
cli-problem-unknown =
    { $closest ->
        [none] there is no such setting; see foodmarket config explain.
       *[other] there is no such setting in { $file }; did you mean { $closest }?
    }
cli-problem-unknown-variable =
    { $closest ->
        [none] no setting reads this variable; see foodmarket config explain.
       *[other] no setting reads this variable; did you mean { $closest }?
    }
cli-problem-not-origins = “{ $name }” is no origin: write each in full, such as https://app.example, without a path or a pattern.
cli-problem-not-hosts = “{ $name }” is no host name: write each in full, such as food.example, without a pattern.
cli-problem-not-networks = has to be a list of networks such as 10.0.0.0/8, fd00::/8.
cli-problem-not-quota = has to be rates such as 20/10m per account, 120/10m per address.
cli-problem-not-rails = has to be a list of rails such as RUB/RU:yookassa>stripe, */*:stripe (or TOML tables with currency, country, providers).
cli-problem-provider-lacks = has to be set, because { $name } is among the payment providers.
cli-problem-not-stripe-key = has to be a secret key of Stripe, sk_… or rk_….
cli-problem-deal-out-of-bounds = has to be from 1d to 180d.
cli-problem-rail-not-offered = names { $name }, which is not among payments.providers.
cli-problem-production-simulator = production speaks to the provider itself, not to a simulator: leave it out.
cli-problem-production-test-key = this is a test key: production needs a live one.
cli-problem-production-uncounted = production counts requests: leave FOODMARKET_LIMITS_ENABLED out.
cli-problem-production-wide-trust = { $name } is more than anybody's own network: whoever is in it can pass for any caller. Name your proxies.
cli-problem-production-http-origin = { $name } travels in the clear: pages of production come over https.
cli-problem-production-long-session = a session may last 90 days at most, one of staff a day.
cli-problem-production-embedded-postgres = production does not run on the embedded PostgreSQL: set DATABASE_URL.
cli-problem-production-embedded-redis = production does not run on the embedded Redis: set REDIS_URL.
cli-problem-production-sandbox = production does not take sandbox money: leave sandbox out of FOODMARKET_PAYMENTS_PROVIDERS.
cli-problem-production-default-secret = everybody knows this secret: set FOODMARKET_PAYMENTS_SANDBOX_SECRET or its _FILE variant.
cli-problem-foreign-host = the data of Russian residents may not be kept on “{ $host }”: name a host in Russia, and list it in FOODMARKET_CELL_HOSTS.
cli-problem-cell-lacks-elsewhere = say where people of the other region register: set FOODMARKET_CELL_ELSEWHERE to https://….
cli-problem-production-anywhere = say whose data is kept here: set FOODMARKET_CELL_REGION to ru or world.
cli-problem-production-no-vault-key = secrets of people are kept under a key of your own: set FOODMARKET_VAULT_KEYS, to what `openssl rand -hex 32` prints for example.
cli-problem-production-no-role = the database is to be worked on by a role that owns nothing: set FOODMARKET_DATABASE_ROLE, foodmarket_app for example.
cli-problem-production-http = people have to come over https: set FOODMARKET_SERVER_PUBLIC_URL to https://….
cli-problem-mail-lacks-host = mail leaves by SMTP, but no mail server is named: set FOODMARKET_MAIL_HOST.
cli-problem-production-mail-file = messages have to leave by SMTP: set FOODMARKET_MAIL_TRANSPORT=smtp.
cli-problem-production-mail-plain = the way to the mail server has to be private: set FOODMARKET_MAIL_SECURITY=starttls or tls.
cli-problem-production-cookies = session cookies have to travel over https alone: set FOODMARKET_SERVER_SECURE_COOKIES=true.
cli-problem-production-text-log = these lines quote what errors say, personal data included: set FOODMARKET_LOG_FORMAT=json or leave it out.
cli-problem-production-public-metrics = strangers would read how the marketplace does: serve metrics on loopback, or say with FOODMARKET_METRICS_ON_NETWORK=true that the network keeps them out.

cli-already-running = The folder { $folder } is in use by process { NUMBER($pid, useGrouping: 0) }. Stop it, or choose another folder with --folder or FOODMARKET_DATA_FOLDER.
cli-cannot-start = { $service } does not start: { $reason }
cli-system-refuses = The system refuses: { $reason }
cli-store-away = { $store } does not answer. Is it running, and is its address right?
cli-no-server = { $variable } is not set, and no marketplace is running in the folder { $folder }. Start it with foodmarket run, name its folder with FOODMARKET_DATA_FOLDER, or set DATABASE_URL and REDIS_URL.
cli-port-taken = Port { $port } is taken. Choose another one with --port (make: PORT=…).
cli-port-refused = Port { $port } can't be opened: { $reason }. Choose another one with --port (make: PORT=…).
cli-migrating = Bringing the database to this version …
cli-migrated = The database is at { $revision }.
cli-run-starting-servers = Starting PostgreSQL and Redis …
cli-run-seeding = Settling a small city …
cli-run-starting-processes = Starting the API and the worker …
cli-run-not-ready = The API is not ready after { $seconds } seconds.
cli-run-ready = The marketplace is open:
cli-run-docs = Every route of the API: { $url }
cli-run-accounts = Sign in as customer1@foodmarket.example, cook1@foodmarket.example or staff@foodmarket.example with the password { $password }
cli-run-how-to-stop = Ctrl-C stops everything.
cli-run-stopping = Stopping …
cli-run-stopped = Everything is stopped; the data stays.
cli-seed-not-empty = There are cooks already; nothing was changed.
cli-seed-production = Production takes no made-up people: everybody knows their password, and one of them is staff.
cli-seed-done = The city has { $cooks } cooks, { $dishes } dishes and { $customers } customers.

cli-privacy-replayed = Erased again: { $again } of { $known } known erasures.
cli-auditing = checking rules
cli-verifying-chain = verifying the chain
cli-audit-log-holds = The audit log holds: { $checked } records, last link { $digest }.
cli-audit-log-broken = The audit log does not hold ({ $checked } records were looked at, last link { $digest }).
cli-audit-rule = Rule
cli-audit-checked = Checked
cli-audit-result = Result
cli-audit-holds = holds
cli-audit-broken = BROKEN
cli-audit-summary =
    { $broken ->
        [0] All { $rules } rules hold.
       *[other] { $broken } of { $rules } rules are broken.
    }
cli-balance-account = Account
cli-balance-debit = Debit
cli-balance-credit = Credit
cli-balance-difference = Credits less debits: { $difference }

cli-webhooks-none = There are none.
cli-webhooks-provider = Provider
cli-webhooks-event = Event
cli-webhooks-state = State
cli-webhooks-tries = Tries
cli-webhooks-received = Received
cli-webhooks-reason = Reason
cli-webhooks-state-received = received
cli-webhooks-state-applied = applied
cli-webhooks-state-ignored = ignored
cli-webhooks-state-parked = parked
cli-webhooks-unknown = There is no notification { $webhook }.
cli-webhooks-replayed = { $webhook } will be applied anew by a worker.
cli-outbox-unsent =
    { $count ->
        [one] One event is on its way.
       *[other] { $count } events are on their way.
    }
cli-outbox-failing =
    { $count ->
        [0] None of them failed before.
        [one] One failed before and is being tried again.
       *[other] { $count } failed before and are being tried again.
    }
cli-outbox-nothing-parked = Nothing is parked.
cli-outbox-parked =
    { $count ->
        [one] One event is parked:
       *[other] { $count } events are parked:
    }
cli-outbox-event = Event
cli-outbox-subject = Of
cli-outbox-reason = Reason
cli-outbox-not-parked = { $event } is not parked.
cli-outbox-sent-again = { $event } was sent once more; a worker handles it now.

cli-demo-settling = Settling the city
cli-demo-living = The day begins
cli-demo-clock = { $time }
cli-demo-not-empty = There is a marketplace in this folder or database already; the demo needs an empty one.
cli-demo-no-rest = The worker does not come to rest ({ $loops }); see demo.log in the folder.
cli-demo-title-orders = Orders by where they stand
cli-demo-state = State
cli-demo-orders = Orders
cli-demo-total = all
cli-demo-live = * not at their end yet; each of them has a deadline.
cli-demo-title-money = Money
cli-demo-sum = What
cli-demo-amount = Amount
cli-demo-gross = taken from customers
cli-demo-refunded = given back to customers
cli-demo-escrow = held in escrow
cli-demo-retained = retained until dispute windows close
cli-demo-payable = payable to cooks
cli-demo-owed = owed by cooks
cli-demo-in-transit = refunds on their way
cli-demo-commission = commission
cli-demo-fees = fees of the payment provider
cli-demo-goodwill = given back at the platform's expense
cli-demo-promotions = discounts at the platform's expense
cli-demo-clearing = at the payment provider, by the book
cli-demo-title-requests = Refused requests
cli-demo-refusal = Refusal
cli-demo-times = Times
cli-demo-latency =
    { $made ->
        [one] One request, { $replayed } of them repeated and answered alike; half within { $p50 } ms, 95 % within { $p95 } ms
       *[other] { $made } requests, { $replayed } of them repeated and answered alike; half within { $p50 } ms, 95 % within { $p95 } ms
    }
cli-demo-bank = The bank holds { $holds }, the book says { $booked }: a difference of { $difference }.
cli-demo-deadlines =
    { $count ->
        [0] Every order is at its end or has a deadline.
        [one] One order is neither at its end nor has a deadline.
       *[other] { $count } orders are neither at their end nor have a deadline.
    }
cli-demo-surprises =
    { $count ->
        [0] Everything went as planned; nothing was refused or allowed that should not have been.
        [one] One thing did not go as planned:
       *[other] { $count } things did not go as planned:
    }
cli-demo-over = In the city it is { $time } now.
cli-demo-next =
    What to look at next:
    • the city as it is now, with everybody in it: foodmarket run --folder { $folder }
    • its book, checked once more while it runs: FOODMARKET_DATA_FOLDER={ $folder } foodmarket ledger audit
    • the same days, kept open at the end: foodmarket demo --keep
    • until every order has ended: foodmarket demo --until-settled
    • what the API and the worker wrote: { $log }
cli-demo-next-kept =
    What to look at next:
    • every route of the API: { $url }/docs
    • sign in as customer1@foodmarket.example, cook1@foodmarket.example or staff@foodmarket.example with the password { $password }
    • the checks once more: DATABASE_URL='{ $database }' REDIS_URL='{ $redis }' foodmarket ledger audit
    • the trial balance: DATABASE_URL='{ $database }' REDIS_URL='{ $redis }' foodmarket ledger trial-balance
    • what the API and the worker wrote: { $log }

## foodmarket simulate

cli-help-simulate =
    Let a city live in virtual time, with everything going wrong that can, and see that nothing is lost.

    A history follows from its seed alone. Nothing real is started: the use cases run on a store in memory
    and on simulated payment providers, with the worker's own steps, and what must always be true is checked
    after each commit.

    One city: foodmarket simulate --days 30 --customers 500 --cooks 50 --seed 7
    Many small ones: foodmarket simulate --seeds 2000
cli-help-simulate-days = Days on which people order; afterwards time runs on until everything has come to rest.
cli-help-simulate-customers = Customers; about a third of them orders on a day.
cli-help-simulate-cooks = Cooks, with three slots a day each.
cli-help-simulate-seed = The seed of the city, or the first one of many.
cli-help-simulate-seeds = How many cities live, one seed each. With more than one they are small unless sizes are given.
cli-help-simulate-faults = How often things go wrong: never, seldom, as usual, or all the time.
cli-help-simulate-rail = Whom the money goes through: the sandbox bank, or the real adapter of a provider down to each HTTP request.
cli-help-simulate-report = How the report is written.
cli-help-simulate-output = The file for the report, instead of the standard output.
cli-help-simulate-processes = How many processes share the work. By default as many as there are processors.
cli-simulate-living = Cities live
cli-simulate-title = A simulated city
cli-simulate-summary =
    { $seeds ->
        [one] One history
       *[other] { $seeds } histories
    } of { $orders } orders in { $days } virtual days, from seed { $seed }, by the rail { $rail }, with the faults “{ $faults }”
cli-simulate-digest = Digest { $digest } · { $seconds } s
cli-simulate-sound = Nothing that must always be true was violated.
cli-simulate-broken =
    { $histories ->
        [one] One history violated
       *[other] { $histories } histories violated
    } what must always be true.
cli-simulate-story = Seed { $seed }, rule { $rule }: { $text }
cli-simulate-again = Again: foodmarket simulate --seed { $seed } { $options }
cli-simulate-ends = How orders ended
cli-simulate-orders = Orders
cli-simulate-trial-balance = Trial balance
cli-simulate-account = Account
cli-simulate-amount = Amount
cli-simulate-difference = credits less debits
cli-simulate-injected = What was done to the city
cli-simulate-times = Times
cli-simulate-survived = All { $count } faults were survived.
cli-simulate-reached = What it got into
cli-simulate-missing = Never reached, so this run has not shown it:
cli-simulate-chart-orders = Orders by the hour in which they were placed, and how they ended
cli-simulate-chart-money = Money by kind of account over time
cli-simulate-chart-faults = Faults, each of which was survived
cli-simulate-day = day { $day }
cli-fault-timeout-before = a request to a provider got lost
cli-fault-timeout-after = a provider acted, and its answer got lost
cli-fault-error-500 = a provider acted, and answered 500 for hours
cli-fault-refund-refused = a provider refused all refunds of a payment
cli-fault-look-up-fails = a provider could not be asked how things stand
cli-fault-webhook-lost = a notification got lost
cli-fault-webhook-twice = a notification came twice
cli-fault-webhook-late = a notification came up to two hours late
cli-fault-webhook-forged = somebody forged a notification
cli-fault-crash-before-commit = a process died before a commit
cli-fault-crash-after-commit = a process died after a commit
cli-fault-crash-before-call = a process died before asking a provider
cli-fault-crash-after-call = a process died before it heard a provider's answer
cli-fault-crash-before-publish = a worker died before it sent an event
cli-fault-crash-after-publish = a worker died after it sent an event
cli-fault-crash-before-acknowledge = a worker died before it noted that an event was done
cli-fault-stale = the database refused a commit (serialization failure)
cli-fault-store-away = the database was away
cli-fault-outcome-unknown = the database committed, and nobody heard of it
cli-fault-answer-lost = an answer to a customer, cook or staff got lost
cli-fault-queue-lost = the queue lost everything
cli-fault-queue-twice = the queue gave an event out twice
cli-fault-poison = an event could not be handled
cli-situation-late-authorisation = a hold came for an order that had ended
cli-situation-late-capture = money was taken for an order that had ended
cli-situation-paid-after-expiry = a customer paid after the order had expired
cli-situation-overtaken = an answer came after others had learned and recorded it
cli-situation-conflict = two machines changed the same facts, and one had to decide again
cli-situation-replayed = a repeated request got its first answer
cli-situation-in-progress = a request was repeated while the first was at work
cli-situation-double-click = a customer sent one order twice at once
cli-situation-offline = a cook worked offline and sent everything later, twice
cli-situation-replayed-500 = a provider repeated an answer of 500 to a key
cli-situation-capture-awaited = a cook wanted to start before the money was there
cli-situation-side-by-side = two workers were at the same kind of step at once
cli-situation-consumed-twice = an event was consumed twice
cli-situation-queue-lost = the queue lost everything
cli-situation-parked-event = a poisoned event was parked, and replayed later
cli-situation-parked-refund = a refund was refused too often, and staff saw to it
cli-situation-staff-refund = staff gave money back
cli-situation-approved = a large refund was approved by a second person
cli-situation-verdict-waited = a large award waited for a second person
cli-situation-own-approval-refused = whoever asked for a refund could not approve it
cli-situation-forged-refused = a forged notification was refused
cli-situation-stranger-refused = a stranger could not see or move an order
cli-situation-wrong-role-refused = somebody could not do what is another's to do
cli-situation-wrong-code-refused = a meal was not handed over against a wrong code
cli-situation-out-of-portions = the last portions went to somebody else
cli-situation-too-large-refused = more than was left could not be given back
