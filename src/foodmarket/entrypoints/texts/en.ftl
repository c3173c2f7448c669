### Sentences for people: what happened, and what to do next.

## Refusals: a sentence, and a short title

refusal-already_verified = This e-mail address is verified already. There is nothing left to do.
    .title = Already verified
refusal-bad_address = The delivery address can't be used: fill in “{ $field }”, in 300 characters at most.
    .title = The address is not complete
refusal-bad_amount = An amount must be a whole number of minor units within its bounds. Correct the amount and try again.
    .title = The amount makes no sense
refusal-bad_api_key = The key's field “{ $field }” is outside its bounds. Correct it and try again.
    .title = The key can't be made
refusal-bad_claim = { $problem ->
        [too_long] The text has too many characters. Shorten it to 5,000.
        [too_many_references] Ten photos or links are the most. Leave some out.
        [not_a_reference] A photo or link is not given by reference. Use an address or a file's name, in 500 characters at most.
       *[other] What was said can't be kept. Correct it and try again.
    }
    .title = The text or a reference can't be used
refusal-bad_cook = The profile's field “{ $field }” is outside its bounds. Correct it and try again.
    .title = The profile can't be saved
refusal-bad_dish = The dish's field “{ $field }” is outside its bounds. Correct it and try again.
    .title = The dish can't be saved
refusal-bad_explanation = A note has at most { $longest } characters. Shorten it and try again.
    .title = The note is too long
refusal-bad_field = The field “{ $field }” was not understood: { $problem }. Compare the request with the documentation at /docs.
    .title = A field was not understood
refusal-bad_key = The Idempotency-Key must be 1 to 255 visible ASCII characters. Send a UUID, for example.
    .title = The idempotency key can't be used
refusal-bad_name = A name has 1 to { $longest } characters. Correct it and try again.
    .title = The name can't be used
refusal-bad_payout_plan = The payout plan's field “{ $field }” is outside its bounds. Correct it and try again.
    .title = The payout plan can't be saved
refusal-bad_permit = The document's field “{ $field }” is outside its bounds. Correct it and try again.
    .title = The document can't be taken
refusal-bad_quantity = { $quantity } is not a quantity that can be taken. Choose a whole number from 1 to 100 portions.
    .title = The quantity makes no sense
refusal-bad_refund = { $problem ->
        [amount_and_parts] Name an amount or parts of the order, not both.
        [amount_not_positive] The amount must be more than nothing, in the currency of the order.
        [nothing_left_of_it] Nothing of these parts is left to refund.
        [award_with_everything] Where the customer is right everything goes back; name no award.
        [no_such_line] The order has fewer lines.
        [not_so_many_portions] Not so many portions of a line are left to refund.
       *[other] The choice of what to refund makes no sense. Correct it and try again.
    }
    .title = The refund makes no sense
refusal-bad_tip = A tip may be at most the price of the dishes, { $most } in minor units. Choose a smaller one.
    .title = The tip is too large
refusal-body_too_deep = The body has more than { $most } values inside of one another and was not read. Send a flatter one.
    .title = The body is too deep
refusal-body_too_large = The request has more than { $most } bytes and was not read. Send less at once.
    .title = The request is too large
refusal-body_too_slow = The body did not arrive in time. Check the connection and send the request again.
    .title = The body came too slowly
refusal-card_number_refused = A card number was sent where it does not belong; it was not stored. Enter cards in the payment provider's form only, and send the token that it gives.
    .title = Never send a card number
refusal-ceremony_over = This challenge was answered, or its time is over. Begin again.
    .title = Begin again
refusal-code_expired = The time of this code is over. Ask for a new one.
    .title = The code is too old
refusal-code_used_up = This code was used, or entered wrongly too often. Ask for a new one.
    .title = The code is used up
refusal-conflict = This can't be done right now. Look at the present state and try again.
    .title = Not now
refusal-cook_closed = The cook takes no orders at present. Choose another cook, or come back later.
    .title = The kitchen is closed
refusal-cross_site_request = The request came from a page of another site. Open our own page, which sends the header X-Requested-With, and try again; programs send the token in the Authorization header.
    .title = The request came from another site
refusal-currency_mismatch = Amounts in { $left } and in { $right } can't be put together. Use one currency.
    .title = Two currencies met
refusal-dispute_not_ready = The dispute is “{ $state_of_dispute }”, so this can't be done: { $verb }. What you can do now: { $possible_verbs }.
    .title = The dispute can't do this now
refusal-discrepancy_not_ready = The discrepancy is “{ $state }”; this takes one that is “{ $needed }”. Look at it again.
    .title = The discrepancy can't do this now
refusal-dish_not_on_menu = The dish { $dish_id } is not on the menu any more. Take it out of the order, or choose another one.
    .title = The dish is off the menu
refusal-email_taken = There is an account with this e-mail address already. Sign in, or register with another address.
    .title = The address is taken
refusal-empty_order = An order has 1 to 50 dishes. Add at least one.
    .title = The order is empty
refusal-empty_text = A text is needed in Russian or in English. Write it in at least one of them.
    .title = The text is empty
refusal-empty_window = The time ends ({ $end }) before it starts ({ $start }). Correct one of them.
    .title = The time makes no sense
refusal-evidence_too_late = The bank takes no evidence any more. Its decision has to be waited for.
    .title = Too late for evidence
refusal-forbidden = This is not open to you.
    .title = Not allowed
refusal-forged_webhook = The notification's signature or age is wrong; nothing was read from it. Check the shared secret and the clock.
    .title = The notification is not genuine
refusal-head_too_large = The address and the headers have more than { $most } bytes and were not read. Send less, or remove cookies that are not needed.
    .title = The headers are too large
refusal-illegal_transition = The order is { $state }, so this can't be done: { $trigger }. What you can do now: { $possible }.
    .title = The order can't do this now
refusal-incomplete_dish = The dish can't go on the menu yet. Still to be filled in: { $missing }.
    .title = The dish is not complete
refusal-invalid = The request makes no sense. Correct it and try again.
    .title = The request makes no sense
refusal-key_required = This request moves money or makes something, and needs the header Idempotency-Key. Send a new UUID with it, and the same one if you repeat it.
    .title = An idempotency key is needed
refusal-key_reused = This Idempotency-Key was used for another request. Send a new key for a new request.
    .title = The idempotency key was used before
refusal-key_taken = This Idempotency-Key was used before. Send a new key for a new request.
    .title = The idempotency key was used before
refusal-malformed_email = This can't be an e-mail address. Correct it and try again.
    .title = The e-mail address can't be used
refusal-malformed_id = This is not an identifier of the kind “{ $expected }_…”. Use one that an answer of ours gave you.
    .title = The identifier was not understood
refusal-malformed_json = The body of the request is not the JSON object that is due here. Correct it and try again.
    .title = The body was not understood
refusal-malformed_phone = This can't be a phone number. Write it with its country's code, such as +7 900 123-45-67.
    .title = The phone number can't be used
refusal-message_not_sent = The message could not be sent just now. It is tried again by itself.
    .title = The message is late
refusal-secret_unreadable = A secret of this account can not be read here just now. We have to look after it; please try again later.
    .title = A secret can not be read
refusal-missing_scope = This key may not be used for that. Make one with the scope “{ $scope }”.
    .title = The key's scope does not suffice
refusal-no_way_to_reach = We can't send messages this way ({ $medium }) at present. Choose another one.
    .title = No way to reach you
refusal-not_allowed = Your account is not of the kind that may do this. Sign in with one that is: a customer's, a cook's or a staff member's.
    .title = Not for this account
refusal-not_found = There is no such thing. Check the address.
    .title = Not found
refusal-not_signed_in = You are not signed in, or the session has ended. Sign in and try again.
    .title = Sign in first
refusal-not_utc = The instant { $instant } needs a UTC offset. Write it like 2030-05-01T12:00:00Z.
    .title = The time has no zone
refusal-not_your_turn = You can't do this in the dispute now: { $verb }. It is up to: { $actors }.
    .title = Somebody else has to do this
refusal-nothing_to_correct = The amounts agree, so there is nothing to book. Explain the difference instead.
    .title = Nothing to correct
refusal-nothing_captured = No money of this order was taken yet. Cancel the order instead: it costs nothing.
    .title = There is nothing to refund
refusal-nothing_to_charge_back = The payment that the bank disputes is not known to be taken yet. It is looked at again by itself.
    .title = Nothing was taken yet
refusal-out_of_portions = { $left ->
        [0] Nothing is left
        [one] Only one portion is left
       *[other] Only { $left } portions are left
    } of the { $asked } that you asked for. Take fewer, or choose another dish or another time.
    .title = Not enough portions
refusal-out_of_work = The cook's time for this slot is used up ({ $asked } asked for, { $left } left). Take fewer portions, or choose another time.
    .title = The cook has no more time
refusal-overlapping_slot = You have another slot between { $start } and { $end }. Choose another time, or close that slot.
    .title = The slots overlap
refusal-payment_disputed = The customer's bank disputes the payment; no money of this order moves until it has decided. Wait for the bank.
    .title = The bank disputes the payment
refusal-payment_not_confirmed = The bank has not confirmed the payment yet. It takes seconds: try again shortly.
    .title = The payment is not confirmed
refusal-no_rail = No payment provider serves { $currency } in this country ({ $country }). Choose another cook, or ask us.
    .title = No way to pay
refusal-unknown_delivery = There is no such notification. Look at the list and try again.
    .title = Unknown notification
refusal-not_verified = Verify your e-mail address first: ask for a code in your account, and enter it there.
    .title = The e-mail address is not verified
refusal-not_onboarded = You are paid without a provider that asks who you are. Nothing is missing.
    .title = No provider asks who you are
refusal-onboarding_not_offered = “{ $provider }” pays cooks without asking who they are. Name a card or an account as where your money goes.
    .title = Nothing to tell this provider
refusal-onboarding_refused = The payment provider does not take the cook on ({ $reason }). Correct the cook's data, or ask the provider.
    .title = The provider refuses the cook
refusal-permit_reviewed = Somebody has decided on this document already. Look at the list again.
    .title = Already decided
refusal-provider_unavailable = The payment provider ({ $provider }) does not answer. Nothing is lost; try again shortly.
    .title = The payment provider does not answer
refusal-reason_required = Name one of the reasons: { $choices }.
    .title = A reason is needed
refusal-refund_not_ready = The refund is “{ $state }”; this takes one that is “{ $needed }”. Look at it again.
    .title = The refund can't do this now
refusal-refund_too_large = At most { $most } (in minor units) can go back, as that is what was paid. Choose a smaller amount.
    .title = The refund is too large
refusal-request_in_progress = The first request with this Idempotency-Key is still being worked on. Repeat it with the same key in { $retry_after } s.
    .title = Still being worked on
refusal-second_factor_missing = Staff signs in with a second factor only, and this account has none. Ask whoever runs the marketplace to issue one.
    .title = A second factor is missing
refusal-second_factor_needed = Enter the code that your authenticator app shows, or a recovery code, along with the password.
    .title = A code is needed, too
refusal-second_factor_on = There is a second factor already. Remove it first.
    .title = Already on
refusal-erasure_not_confirmed = This is not the password of the account. Erasing it takes the right one.
    .title = Not confirmed
refusal-unknown_erasure = Nobody asked for this account to be erased.
    .title = No such erasure
refusal-outdated_consent = This is not the text in force. Read the present one and agree to it if you like.
    .title = The text has changed
refusal-bad_residence = The country of residence is two letters, such as RU.
    .title = Not a country
refusal-wrong_cell = People who live in { $residence } register at { $elsewhere }.
    .title = Register elsewhere
refusal-second_person_needed = You asked for this yourself; somebody else has to approve it.
    .title = A second person is needed
refusal-slot_closed = This time takes no more orders (they were taken until { $orders_until }). Choose another time.
    .title = The time is closed
refusal-slot_in_past = The time starts { $start }; it must lie ahead, and orders must end before it starts. Choose a later one.
    .title = The time has passed
refusal-stale_facts = Somebody else changed the same thing at the same moment, several times. Nothing was saved; try again.
    .title = Somebody was faster
refusal-step_up_needed = This takes your present password again, and it was not right. Enter it and try again.
    .title = Enter your password again
refusal-store_unavailable = A part of our service ({ $store }) does not answer. Nothing is half-done; try again in a few seconds.
    .title = The service is not available
refusal-terms_do_not_fit = This way to pay ({ $provider }) can't keep the terms of the order: { $conflicts }. Choose another way to pay.
    .title = This way to pay does not fit
refusal-too_late_to_prepare = The meal can't be ready for this time any more: the last orders were possible until { $latest }. Choose a later time.
    .title = Too late for this time
refusal-too_many_api_keys = There are { $most } keys that work. Revoke one of them first.
    .title = Too many keys
refusal-too_many_passkeys = There are { $most } passkeys already. Remove one of them first.
    .title = Too many passkeys
refusal-took_too_long = The answer was not ready in time. Send the request again, with the same Idempotency-Key where it has one: nothing is done twice.
    .title = It took too long
refusal-too_busy = Very many people ask for this right now. Try again in a few seconds.
    .title = Too much at once
refusal-too_many_attempts = Too many tries for this account. The next one is possible in { $retry_after } s.
    .title = Too many tries
refusal-too_many_requests = Too many requests in a row. The next one is possible in { $retry_after } s; send them more slowly.
    .title = Too many requests
refusal-too_many_proposals = There were { $most } proposals already. Agree to the last one, or hand the dispute to our staff.
    .title = Enough was proposed
refusal-too_many_tries = This was tried too often. The next try is possible in { $retry_after } s.
    .title = Too often
refusal-too_many_wrong_codes = Too many wrong codes in a row. The next try is possible in { $retry_after } s; ask the customer to read the code out again.
    .title = Too many wrong codes
refusal-unavailable = A part of our service does not answer. Nothing is half-done; try again in a few seconds.
    .title = The service is not available
refusal-unbalanced_entry = The entry { $key } does not balance, and was not booked. Tell our support.
    .title = The entry does not balance
refusal-unexpected = Something broke on our side, and we have been told. Try again; if it stays, send us the trace_id.
    .title = Something broke
refusal-unknown_account = There is no such account.
    .title = No such account
refusal-unknown_api_key = You have no such key. Look at the list of your keys.
    .title = No such key
refusal-unknown_challenge = No such code was asked for. Ask for a new one.
    .title = Unknown code
refusal-unknown_cook = There is no such cook. Look at the list of cooks.
    .title = No such cook
refusal-unknown_currency = “{ $code_given }” is not a currency. Use an ISO 4217 code such as RUB.
    .title = No such currency
refusal-unknown_dispute = There is no such dispute. Look at the disputes of the order.
    .title = No such dispute
refusal-unknown_discrepancy = There is no such discrepancy. Look at the list and try again.
    .title = The discrepancy was not found
refusal-unknown_dish = There is no such dish on this cook's menu. All dishes of an order are of the cook whose slot it is; look at the menu again.
    .title = No such dish
refusal-unknown_host = The request is for a host that is not ours. Use the public address.
    .title = Not our host
refusal-unknown_order = You have no such order. Look at the list of your orders.
    .title = No such order
refusal-unknown_passkey = You have no such passkey. Look at the list of your passkeys.
    .title = No such passkey
refusal-unknown_payment_method = You have saved no such way to pay. Save one, or choose another one.
    .title = No such way to pay
refusal-unknown_payout = You have no such payout. Look at the list of your payouts.
    .title = No such payout
refusal-unknown_permit = There is no such document. Look at the list again.
    .title = No such document
refusal-unknown_provider = We do not work with the payment provider “{ $provider }”. Choose another one.
    .title = No such payment provider
refusal-unknown_refund = There is no such refund. Look at the refunds of the order.
    .title = No such refund
refusal-unknown_route = There is nothing at this address. The addresses are listed at /docs.
    .title = No such address
refusal-unknown_second_factor = There is no second factor here. Begin to set one up first.
    .title = No second factor
refusal-unknown_session = You are not signed in there (any more). Look at the list of your devices.
    .title = No such device
refusal-unknown_slot = There is no such delivery time. Look at the cook's times again.
    .title = No such delivery time
refusal-weak_password = A password has { $shortest } to { $longest } characters. A sentence is easy to remember and hard to guess.
    .title = The password is not strong enough
refusal-wrong_actor = You can't do this with the order: { $trigger }. It is up to: { $actors }.
    .title = Somebody else has to do this
refusal-wrong_code = This is not the code that we sent. Look at the newest message and try again.
    .title = The code is wrong
refusal-wrong_credentials = The e-mail address or the password is wrong. Correct them and try again.
    .title = Signing in failed
refusal-wrong_delivery_code = This is not the customer's code. Ask the customer to read it out again.
    .title = The code is wrong
refusal-wrong_method = This address does not know the method of the request. The methods are listed at /docs.
    .title = No such method
refusal-wrong_passkey = This passkey does not fit. Try again, or sign in with your password.
    .title = The passkey does not fit
refusal-wrong_second_factor = The code of the second factor is wrong, too old, or was used before. Wait for the next one and try again.
    .title = The code does not fit

## The book

entry-captured = { $amount } was taken from the customer and is held in escrow.
entry-provider_fee = The payment provider kept { $amount } as its fee; the platform bears it.
entry-promotion_funded = The platform added { $amount } for the customer's discount.
entry-promotion_returned = { $amount } of the discount went back to the platform.
entry-released = The order is complete: { $payable } became payable to the cook, { $retention } stays back until the dispute window closes.
entry-retention_settled = The dispute window closed: the { $retention } that stayed back was settled.
entry-dispute_withdrawn = The customer's bank disputes the payment: the provider has taken { $amount } from us.
entry-dispute_reinstated = The bank's dispute went our way: the provider has brought { $amount } back.
entry-dispute_lost = The bank has given { $amount } to the customer; it counts as refunded.
entry-dispute_excess = The bank has kept { $amount } that had been given back before; the platform bears it.
entry-dispute_fee = The provider's fee for the dispute changed by { $amount }; the platform bears it.
entry-debt_netted = { $amount } of what was payable to the cook settled what the cook owed.
entry-payout_reserved = { $amount } was set aside to be paid out to the cook.
entry-payout_paid = { $amount } was paid out to the cook.
entry-payout_failed = The payout of { $amount } failed; the money is payable to the cook again.
entry-corrected = A correction of { $amount }: the book follows what the payment provider reports.
entry-refund_asked = A refund of { $amount } to the customer was asked for.
entry-refund_abandoned = The refund of { $amount } was given up; the money went back where it came from.
entry-refund_succeeded = The refund of { $amount } reached the customer.

# A cook's statement: headings of its columns, and what a line is about.
column-at = Time (UTC)
column-kind = What
column-subject = Order or payout
column-gross = Gross
column-retention = Retained
column-commission = Commission
column-refunds = Refunds
column-adjustments = Adjustments
column-paid = Paid out
column-net = Net
column-balance = Balance
column-expected_at = Expected
column-currency = Currency
line-opening = opening balance
line-closing = closing balance
line-total = total
line-released = order complete
line-retention_settled = retention settled
line-refund_asked = refund
line-refund_abandoned = refund given up
line-promotion_returned = discount returned
line-debt_netted = debt netted
line-payout_reserved = payout
line-payout_failed = payout failed
line-corrected = correction

## Order states

state-placed = waiting for the payment
state-authorised = waiting for the cook's answer
state-accepted = accepted
state-preparing = being cooked
state-ready = ready
state-delivered = delivered
state-completed = completed
state-disputed = in dispute
state-settled = settled
state-expired = expired
state-declined = declined by the bank
state-rejected = rejected
state-cancelled = cancelled
state-refunded = refunded

## What moves an order

trigger-place = place the order
trigger-payment_held = the payment was held
trigger-payment_declined = the payment was declined
trigger-payment_timed_out = nobody paid in time
trigger-accept = accept
trigger-reject = reject
trigger-acceptance_timed_out = the cook did not answer in time
trigger-capture_failed = the payment could not be taken
trigger-cancel = cancel
trigger-start = start cooking
trigger-finish = call it ready
trigger-hand_over = hand over
trigger-hand_over_overdue = the meal was not handed over in time
trigger-confirm = confirm
trigger-confirmation_timed_out = no complaint came in time
trigger-complain = complain
trigger-dispute_window_closed = the dispute window closed
trigger-resolve_for_cook = resolve for the cook
trigger-resolve_for_customer = resolve for the customer
trigger-dispute_timed_out = the dispute was not resolved in time
trigger-agree = the two sides agreed
trigger-agree_on_all = the two sides agreed that everything goes back
trigger-payment_disputed = the bank disputes the payment
trigger-chargeback_closed = the bank has decided
trigger-all_charged_back = the bank gave everything back

## Disputes

dispute-opened = waiting for the cook's answer
dispute-offered = waiting for the customer's answer to an offer
dispute-countered = waiting for the cook's answer to a counter-offer
dispute-escalated = with our staff
dispute-agreed = agreed
dispute-decided = decided by our staff
dispute-lapsed = not decided in time: resolved for the customer
dispute-overtaken = settled by the bank
dispute-raised = raised by the bank
dispute-contested = contested with evidence
dispute-won = won
dispute-lost = lost
verb-offer = offer
verb-counter = counter
verb-accept = accept
verb-escalate = hand over to our staff
verb-decide = decide
verb-evidence = submit evidence

## People

role-customer = the customer
role-cook = the cook
role-courier = the courier
role-staff = our staff
role-partner = partner
role-system = the system

## Documents of cooks

permit-medical_book = the medical book
permit-registration = the registration
permit-kitchen = the kitchen's certificate

## Reasons

reason-sold_out = sold out
reason-too_busy = too busy
reason-missing_ingredient = an ingredient is missing
reason-kitchen_problem = a problem in the kitchen
reason-out_of_area = too far away
reason-not_delivered = not delivered
reason-wrong_items = the wrong dishes
reason-quality = the quality
reason-undeclared_allergen = an undeclared allergen
reason-late = too late
reason-hold_cancelled = the bank gave the hold up
reason-hold_lapsed = the hold lapsed at the bank
reason-rejected = the cook did not take the order on
reason-not_accepted = the cook did not answer in time
reason-cancelled = the order was cancelled
reason-overdue = the meal was not handed over in time
reason-late_capture = the payment arrived after the order had ended
reason-dispute = the dispute was decided for you
reason-chargeback = the bank took the payment back
reason-missing_items = something was missing
reason-late_delivery = the delivery was late
reason-goodwill = as a courtesy

## What holds a payout back

hold-no_method = you have not said where the money should go
hold-cooling = the new destination is not used for three days, for your safety
hold-under_review = our staff looks into it
hold-disputed = a part belongs to orders in dispute
hold-debt = it settled what you owed
hold-below_minimum = it is less than the least amount that you chose
hold-daily_limit = the provider pays no more today; the rest follows tomorrow
hold-monthly_limit = the provider pays no more this month; the rest follows
hold-provider_cannot = this provider does not pay out

hindrance-open_orders = some orders have not come to their end
hindrance-open_disputes = a dispute is open
hindrance-refunds_under_way = a refund is under way
hindrance-money_due = money is still due
hindrance-payouts_under_way = a payout is under way

kept-book = entries of the book, by opaque ids: accounting law asks for them for five years
kept-orders = what was ordered and for how much, without name and address: it explains the book
kept-audit_log = who did what, by opaque ids, without network addresses: it proves how data was treated
kept-consents = which texts were agreed to and when: it proves that consent was given

## Where the book and a provider differ

difference-timing = not a day old: the other side may still come
difference-missing_at_provider = booked, but the provider does not report it
difference-missing_in_book = reported by the provider, but not booked
difference-duplicate = reported more than once
difference-wrong_amount = another amount than was booked
difference-wrong_day = more than a day apart
difference-unknown_reference = about nothing that we know
difference-fee_difference = another fee than was booked
difference-payout_mismatch = the payout and the book disagree
difference-overcorrected = it resolved itself after it had been corrected
resolution-wait = wait a day: providers report late
resolution-look_up = look the payment up, and let it be settled
resolution-ask_provider = ask the provider
resolution-book_correction = book a correction
resolution-undo_correction = book the correction back
resolution-run_audit = run the audit of the book: it or the payout was changed
discrepancy-open = open
discrepancy-proposed = waits for a second person
discrepancy-resolved = resolved
discrepancy-explained = explained
against-provider_fees = against the provider's fees
against-unexplained = against what is unexplained with this provider
against-written_off = written off
explanation-provider_reports_anew = the provider made a mistake and reports it anew
explanation-other_cut_off = the provider ends its days at another hour
explanation-booked_elsewhere = it is in another entry of the book
explanation-not_our_money = it is not our money

## Fields of a dish

field-price = price
field-portions = portions
field-grams = weight
field-allergens = allergens
field-ingredients = ingredients

## Why a way to pay does not fit

conflict-amount_not_positive = there is nothing to pay
conflict-currency_not_supported = it does not know the currency
conflict-hold_too_short = it can't hold the money long enough
conflict-amount_too_small = it does not take amounts that small
conflict-amount_too_large = it does not take amounts that large
conflict-escrow_too_long = it can't keep the money until the last deadline
conflict-retention_in_one_payout = it pays a cook once and can't pay the retained part later
conflict-no_refund_after_payout = it can't refund after the cook was paid

## What is wrong with a field

problem-unknown = nothing has that name here
problem-missing = it has to be there
problem-wrong_type = it is of another type
problem-not_a_choice = it is none of the choices
problem-out_of_bounds = it is outside its bounds or not in its format
problem-nul = no text may hold the NUL character
problem-twice = the dish stands twice
problem-not_with_the_others = it does not go with the other fields

## Notices

notice-order-placed = Your order { $order } was placed; we are waiting for the payment.
notice-order-authorised = The order { $order } is paid and waits for the cook's answer.
notice-order-accepted = The order { $order } was accepted by the cook.
notice-order-preparing = The order { $order } is being cooked.
notice-order-ready = The order { $order } is ready.
notice-order-delivered = The order { $order } was handed over. Enjoy your meal!
notice-order-completed = The order { $order } is complete.
notice-order-disputed = There is a complaint about the order { $order }; our staff looks into it.
notice-dispute-opened = The order { $order } is complained about; the cook may answer until { $deadline }.
notice-dispute-offered = In the dispute about the order { $order } the cook offers { $amount }; the customer may answer until { $deadline }.
notice-dispute-countered = In the dispute about the order { $order } the customer asks for { $amount }; the cook may answer until { $deadline }.
notice-dispute-escalated = The dispute about the order { $order } is with our staff now.
notice-dispute-agreed = The dispute about the order { $order } is settled: { $amount } goes back to the customer.
notice-dispute-decided = Our staff has decided the dispute about the order { $order }: { $amount } goes back to the customer.
notice-dispute-lapsed = The dispute about the order { $order } was not decided in time: { $amount } goes back to the customer.
notice-dispute-overtaken = The dispute about the order { $order } is over: the customer's bank has given the money back.
notice-dispute-raised = The customer's bank disputes the payment of the order { $order }; its money waits for the bank's decision.
notice-dispute-contested = We have contested the bank's dispute about the order { $order }.
notice-dispute-won = The bank's dispute about the order { $order } went in the cook's favour.
notice-dispute-lost = The bank's dispute about the order { $order } went in the customer's favour.
notice-order-settled = The order { $order } is settled.
notice-order-expired = The order { $order } expired, because it was not paid in time. Nothing was charged.
notice-order-declined = The bank declined the payment of the order { $order }. Nothing was charged; try another card.
notice-order-rejected = The order { $order } was not taken on. Nothing was charged.
notice-order-cancelled = The order { $order } was cancelled.
notice-order-refunded = The order { $order } ended without a meal; the money goes back to the customer.
notice-order-reminder = The order { $order } ({ $state }) waits for you until { $deadline }.
notice-payment-action_required = Your bank asks you to confirm the payment of the order { $order }.
notice-payment-refunded = { $amount } of the order { $order } went back to the customer.

## Messages outside of the marketplace: the text, and its subject

message-code-email = Your code is { $code }. Enter it within { $minutes } minutes to verify this address. If you did not register with us, do nothing.
    .subject = { $code } is your code
message-code-phone = { $code } is your code for foodmarket, good for { $minutes } minutes. Tell it to nobody.
    .subject = Your code
message-code-password = Your code is { $code }. With it a new password can be set within { $minutes } minutes. If you did not ask for it, do nothing: your password stays. Tell the code to nobody, not even to us.
    .subject = { $code } is your code for a new password
message-password-changed = The password of your account was changed, and other devices were signed out. If that was not you, set a new password at once and write to our support.
    .subject = Your password was changed
message-passkey-added = A passkey was added to your account; with it one can sign in. If that was not you, remove it, change your password and write to our support.
    .subject = A passkey was added
message-api-key-made = A key for programs was made in your account. If that was not you, revoke it, change your password and write to our support.
    .subject = A key was made
message-payout-destination-changed = Where your payouts go was changed. Nothing is paid there for some days. If that was not you, change your password at once and write to our support.
    .subject = Your payouts go elsewhere
message-permit-approved = A document of yours was accepted: { $kind }.
    .subject = Your document was accepted
message-permit-rejected = A document of yours was turned down: { $kind }. The reason is in your account; send the document again.
    .subject = Your document was turned down
message-permit-ends = A document of yours runs out on { $until }: { $kind }. From the day after, nothing of yours is on offer. Name the new one in your account in good time.
    .subject = A document of yours runs out soon
message-permit-over = A document of yours ran out on { $until }: { $kind }. Nothing of yours is on offer until a new one is accepted; then your menu comes back as it was.
    .subject = A document of yours ran out
message-recovery-code-used = A recovery code of your second factor was used; it is void now. If that was not you, change your password at once and write to our support.
    .subject = A recovery code was used
message-second-factor-on = Signing in to your account takes a second factor from now on. If that was not you, write to our support at once.
    .subject = The second factor is on
message-second-factor-off = Signing in to your account takes no second factor any more. If that was not you, change your password at once and write to our support.
    .subject = The second factor is off
message-phone-verified = A phone number was added to your account. If that was not you, change your password and write to our support.
    .subject = A phone number was added

## Pages

page-step = { $actors }: { $trigger } → { $state }
page-reason = Reason: { $reason }.
page-title = Home-cooked food, from a neighbour's kitchen
page-what = A marketplace where home cooks sell what they cook best. What you pay is held until your meal has arrived.
page-link-menu = The menu (JSON)
page-link-docs = The API, to read and to try out
page-link-document = The OpenAPI document
page-link-ready = Whether everything works right now
page-bank-title = Sandbox bank: confirm the payment
page-bank-amount = { $amount }
page-bank-question = No real money moves here. Do you confirm this payment?
page-bank-confirm = Confirm
page-bank-decline = Decline
page-bank-confirmed = The payment is confirmed. You can close this page.
page-bank-declined = The payment was declined. You can close this page.
page-bank-back = Back to the marketplace
