"""The marketplace as one object: every use case, wired to a set of adapters.

This is what the HTTP API, the worker and the CLI drive, and what another team's program can drive
in the same way. `foodmarket.entrypoints.bootstrap` makes the adapters from settings;
`foodmarket.adapters.memory` has a set that needs nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta

from attrs import frozen

from foodmarket import ports
from foodmarket.domain.accounts import (
    AddPartner,
    AddStaff,
    AdmitPartner,
    AskForCode,
    Ceremonies,
    ChangePassword,
    ChangeStaff,
    CheckCode,
    EditApiKeys,
    EditPasskeys,
    EndSession,
    EnrolSecondFactor,
    ListSessions,
    MeetSecondFactor,
    OpenSession,
    RecordAccess,
    RegisterAccount,
    ResetPassword,
    SealedFactors,
    SearchAuditLog,
    SendCode,
    SessionTerms,
    ShowAccount,
    SignIn,
    SignInByPasskey,
    SignOut,
    StepUp,
    TellOwner,
    VerifyAddress,
)
from foodmarket.domain.catalogue import (
    AddDish,
    BrowseCooks,
    BrowseDishes,
    BrowseMenu,
    CloseSlot,
    EditDish,
    OpenKitchen,
    OpenSlots,
    PublishDish,
    RegisterCook,
)
from foodmarket.domain.disputes import ListDisputes
from foodmarket.domain.escrow import Terms
from foodmarket.domain.ledger import ShowBalance
from foodmarket.domain.orders import (
    ApplyWebhook,
    ChooseRail,
    DisputeOrder,
    ElapseOrder,
    HandOverOrder,
    HearChargeback,
    ListNotices,
    ListOrders,
    ListWebhooks,
    MoveOrder,
    Perform,
    PlaceOrder,
    QuoteOrder,
    ReceiveWebhook,
    RefundOrder,
    ReplayWebhook,
    Resume,
    ShowOrder,
    SubmitEvidence,
)
from foodmarket.domain.payments import ListMethods, SaveMethod
from foodmarket.domain.payments.decisions import LEASE
from foodmarket.domain.payments.rails import Rail
from foodmarket.domain.payouts import EditPayoutPlan, OnboardCook, PayCook
from foodmarket.domain.permits import (
    ListPermits,
    ListWaitingPermits,
    PermitKind,
    RemindOfPermit,
    ReviewPermit,
    SubmitPermit,
)
from foodmarket.domain.privacy import (
    DecideConsents,
    EraseAccount,
    ExportData,
    ForgetPast,
    Handling,
)
from foodmarket.domain.reconciliation import (
    ListDiscrepancies,
    ReconcileDay,
    ReconcileYesterday,
    ResolveDiscrepancy,
)
from foodmarket.domain.refunds import ListRefunds
from foodmarket.domain.statements import WriteAllStatements, WriteStatement

HANDLING = Handling()


@frozen(kw_only=True)
class Adapters:
    """One adapter for every port that the use cases need."""

    begin: ports.Begin
    clock: ports.Clock
    ids: ports.Ids
    passwords: ports.Passwords
    authenticators: ports.Authenticators
    sessions: ports.Sessions
    notifier: ports.Notifier
    limiter: ports.Limiter
    gate: ports.Gate
    presence: ports.Presence
    audit: ports.Audit
    tombstones: ports.Tombstones
    vault: ports.Vault
    providers: Mapping[str, ports.PaymentProvider]


@frozen(kw_only=True)
class Marketplace:
    """Every use case by its verb."""

    adapters: Adapters
    register_account: RegisterAccount
    register_cook: RegisterCook
    open_kitchen: OpenKitchen
    sign_in: SignIn
    sign_out: SignOut
    show_account: ShowAccount
    ask_for_code: AskForCode
    verify_address: VerifyAddress
    change_password: ChangePassword
    reset_password: ResetPassword
    enrol_second_factor: EnrolSecondFactor
    edit_passkeys: EditPasskeys
    sign_in_by_passkey: SignInByPasskey
    edit_api_keys: EditApiKeys
    admit_partner: AdmitPartner
    add_staff: AddStaff
    add_partner: AddPartner
    change_staff: ChangeStaff
    list_sessions: ListSessions
    end_session: EndSession
    send_code: SendCode
    tell_owner: TellOwner
    add_dish: AddDish
    edit_dish: EditDish
    publish_dish: PublishDish
    open_slots: OpenSlots
    close_slot: CloseSlot
    browse_menu: BrowseMenu
    browse_cooks: BrowseCooks
    browse_dishes: BrowseDishes
    save_method: SaveMethod
    list_methods: ListMethods
    quote_order: QuoteOrder
    place_order: PlaceOrder
    move_order: MoveOrder
    hand_over_order: HandOverOrder
    elapse_order: ElapseOrder
    resume: Resume
    receive_webhook: ReceiveWebhook
    refund_order: RefundOrder
    list_refunds: ListRefunds
    dispute_order: DisputeOrder
    list_disputes: ListDisputes
    hear_chargeback: HearChargeback
    record_access: RecordAccess
    search_audit_log: SearchAuditLog
    submit_permit: SubmitPermit
    list_permits: ListPermits
    list_waiting_permits: ListWaitingPermits
    review_permit: ReviewPermit
    remind_of_permit: RemindOfPermit
    edit_payout_plan: EditPayoutPlan
    onboard_cook: OnboardCook
    pay_cook: PayCook
    reconcile_day: ReconcileDay
    reconcile_yesterday: ReconcileYesterday
    list_discrepancies: ListDiscrepancies
    resolve_discrepancy: ResolveDiscrepancy
    write_statement: WriteStatement
    write_all_statements: WriteAllStatements
    apply_webhook: ApplyWebhook
    replay_webhook: ReplayWebhook
    list_webhooks: ListWebhooks
    show_order: ShowOrder
    list_orders: ListOrders
    list_notices: ListNotices
    show_balance: ShowBalance
    decide_consents: DecideConsents
    export_data: ExportData
    erase_account: EraseAccount
    forget_past: ForgetPast


@frozen(kw_only=True)
class Demands:
    """What people have to show: customers a ``verified_email`` to order, staff a second factor to
    sign in, cooks the documents of these kinds to cook.
    """

    verified_email: bool = False
    staff_second_factor: bool = False
    permits: Collection[PermitKind] = ()


def wire(
    adapters: Adapters,
    *,
    terms: Callable[[], Terms] = Terms,
    return_url: str | None = None,
    rails: Sequence[Rail] = (),
    lease: timedelta = LEASE,
    handling: Handling = HANDLING,
    session_terms: SessionTerms | None = None,
    demands: Demands | None = None,
    watch: Callable[[ports.PaymentProvider], ports.PaymentProvider] = lambda provider: provider,
) -> Marketplace:
    """Give every use case the ports it needs. ``terms`` is asked anew for each order.

    ``rails`` choose among the providers; without any, the first provider that can takes an order.
    ``handling`` says how personal data is handled. ``lease`` is how long a process may take to
    perform what it asked of a provider; ``session_terms`` say how long sign-ins last; ``demands``
    what people have to show. ``watch`` may wrap each provider, for those who want to see what it is
    asked.
    """
    demands = demands or Demands()
    begin, clock, ids = adapters.begin, adapters.clock, adapters.ids
    passwords = adapters.passwords
    providers = {name: watch(provider) for name, provider in adapters.providers.items()}
    perform = Perform(
        begin=begin,
        clock=clock,
        ids=ids,
        providers=providers,
        return_url=return_url,
        lease=lease,
    )
    write_statement = WriteStatement(begin=begin, clock=clock, ids=ids)
    sessions, limiter, notifier = adapters.sessions, adapters.limiter, adapters.notifier
    factors = SealedFactors(vault=adapters.vault)
    meet_second_factor = MeetSecondFactor(
        begin=begin, clock=clock, limiter=limiter, factors=factors
    )
    record_access = RecordAccess(begin=begin, clock=clock, ids=ids, limiter=limiter)
    step_up = StepUp(
        begin=begin,
        limiter=limiter,
        passwords=passwords,
        meet_second_factor=meet_second_factor,
        record_access=record_access,
    )
    edit_payout_plan = EditPayoutPlan(
        begin=begin, clock=clock, ids=ids, step_up=step_up, providers=providers
    )
    open_session = OpenSession(
        begin=begin,
        clock=clock,
        ids=ids,
        sessions=sessions,
        terms=session_terms or SessionTerms(),
    )
    ceremonies = Ceremonies(begin=begin, clock=clock, ids=ids)
    check_code = CheckCode(begin=begin, clock=clock, passwords=passwords)
    choose_rail = ChooseRail(providers=providers, rails=rails)
    move_order = MoveOrder(begin=begin, clock=clock, ids=ids, perform=perform)
    submit_evidence = SubmitEvidence(
        begin=begin, clock=clock, ids=ids, perform=perform, providers=providers
    )
    hear_chargeback = HearChargeback(
        begin=begin,
        clock=clock,
        ids=ids,
        perform=perform,
        submit_evidence=submit_evidence,
        providers=providers,
    )
    reconcile_day = ReconcileDay(begin=begin, clock=clock, ids=ids, providers=providers)
    return Marketplace(
        adapters=adapters,
        register_account=RegisterAccount(
            begin=begin, clock=clock, ids=ids, passwords=passwords, cell=handling.cell
        ),
        register_cook=RegisterCook(
            begin=begin,
            clock=clock,
            ids=ids,
            passwords=passwords,
            cell=handling.cell,
            permits_first=bool(demands.permits),
        ),
        open_kitchen=OpenKitchen(begin=begin),
        sign_in=SignIn(
            begin=begin,
            passwords=passwords,
            sessions=sessions,
            open_session=open_session,
            record_access=record_access,
            meet_second_factor=meet_second_factor,
            staff_second_factor=demands.staff_second_factor,
        ),
        sign_out=SignOut(sessions=sessions, record_access=record_access),
        show_account=ShowAccount(begin=begin),
        ask_for_code=AskForCode(
            begin=begin,
            clock=clock,
            ids=ids,
            limiter=limiter,
            notifier=notifier,
            vault=adapters.vault,
        ),
        verify_address=VerifyAddress(
            begin=begin, clock=clock, ids=ids, check_code=check_code, record_access=record_access
        ),
        change_password=ChangePassword(
            begin=begin,
            clock=clock,
            ids=ids,
            passwords=passwords,
            sessions=sessions,
            step_up=step_up,
        ),
        enrol_second_factor=EnrolSecondFactor(
            begin=begin,
            clock=clock,
            ids=ids,
            limiter=limiter,
            step_up=step_up,
            factors=factors,
        ),
        edit_passkeys=EditPasskeys(
            begin=begin,
            clock=clock,
            ids=ids,
            authenticators=adapters.authenticators,
            ceremonies=ceremonies,
            step_up=step_up,
        ),
        sign_in_by_passkey=SignInByPasskey(
            begin=begin,
            clock=clock,
            sessions=sessions,
            authenticators=adapters.authenticators,
            ceremonies=ceremonies,
            open_session=open_session,
            record_access=record_access,
        ),
        edit_api_keys=EditApiKeys(begin=begin, clock=clock, ids=ids, step_up=step_up),
        admit_partner=AdmitPartner(begin=begin, clock=clock),
        add_staff=AddStaff(begin=begin, clock=clock, ids=ids, passwords=passwords, factors=factors),
        add_partner=AddPartner(begin=begin, clock=clock, ids=ids, passwords=passwords),
        change_staff=ChangeStaff(
            begin=begin, clock=clock, ids=ids, sessions=sessions, factors=factors
        ),
        reset_password=ResetPassword(
            begin=begin,
            clock=clock,
            ids=ids,
            passwords=passwords,
            sessions=sessions,
            check_code=check_code,
            record_access=record_access,
        ),
        list_sessions=ListSessions(sessions=sessions),
        end_session=EndSession(sessions=sessions, record_access=record_access),
        send_code=SendCode(
            begin=begin, clock=clock, ids=ids, passwords=passwords, notifier=notifier
        ),
        tell_owner=TellOwner(begin=begin, notifier=notifier),
        add_dish=AddDish(begin=begin, clock=clock, ids=ids),
        edit_dish=EditDish(begin=begin),
        publish_dish=PublishDish(begin=begin),
        open_slots=OpenSlots(begin=begin, clock=clock, ids=ids),
        close_slot=CloseSlot(begin=begin),
        browse_menu=BrowseMenu(begin=begin, clock=clock),
        browse_cooks=BrowseCooks(begin=begin, clock=clock),
        browse_dishes=BrowseDishes(begin=begin),
        save_method=SaveMethod(begin=begin, clock=clock, ids=ids, providers=providers),
        list_methods=ListMethods(begin=begin),
        quote_order=QuoteOrder(begin=begin, clock=clock, terms=terms, choose_rail=choose_rail),
        place_order=PlaceOrder(
            begin=begin,
            clock=clock,
            ids=ids,
            providers=providers,
            terms=terms,
            perform=perform,
            choose_rail=choose_rail,
            verified_email=demands.verified_email,
        ),
        move_order=move_order,
        hand_over_order=HandOverOrder(move_order=move_order, limiter=adapters.limiter),
        elapse_order=ElapseOrder(move_order=move_order),
        resume=Resume(perform=perform),
        receive_webhook=ReceiveWebhook(begin=begin, clock=clock, ids=ids, providers=providers),
        apply_webhook=ApplyWebhook(
            begin=begin, clock=clock, perform=perform, hear_chargeback=hear_chargeback
        ),
        replay_webhook=ReplayWebhook(begin=begin, clock=clock),
        list_webhooks=ListWebhooks(begin=begin),
        refund_order=RefundOrder(begin=begin, clock=clock, ids=ids, perform=perform),
        list_refunds=ListRefunds(begin=begin),
        dispute_order=DisputeOrder(
            begin=begin, clock=clock, ids=ids, perform=perform, submit_evidence=submit_evidence
        ),
        list_disputes=ListDisputes(begin=begin, clock=clock, ids=ids),
        hear_chargeback=hear_chargeback,
        record_access=record_access,
        search_audit_log=SearchAuditLog(begin=begin, clock=clock, ids=ids),
        submit_permit=SubmitPermit(begin=begin, clock=clock, ids=ids),
        list_permits=ListPermits(begin=begin),
        list_waiting_permits=ListWaitingPermits(begin=begin, clock=clock, ids=ids),
        review_permit=ReviewPermit(begin=begin, clock=clock, ids=ids, required=demands.permits),
        remind_of_permit=RemindOfPermit(begin=begin, clock=clock),
        edit_payout_plan=edit_payout_plan,
        onboard_cook=OnboardCook(
            begin=begin, providers=providers, edit_payout_plan=edit_payout_plan
        ),
        pay_cook=PayCook(begin=begin, clock=clock, ids=ids, providers=providers),
        write_statement=write_statement,
        write_all_statements=WriteAllStatements(begin=begin, write_statement=write_statement),
        reconcile_day=reconcile_day,
        reconcile_yesterday=ReconcileYesterday(
            begin=begin, clock=clock, reconcile_day=reconcile_day
        ),
        list_discrepancies=ListDiscrepancies(begin=begin),
        resolve_discrepancy=ResolveDiscrepancy(begin=begin, clock=clock, ids=ids, terms=terms),
        show_order=ShowOrder(begin=begin, clock=clock, ids=ids),
        list_orders=ListOrders(begin=begin),
        list_notices=ListNotices(begin=begin),
        show_balance=ShowBalance(begin=begin),
        decide_consents=DecideConsents(
            begin=begin, clock=clock, ids=ids, documents=handling.documents
        ),
        export_data=ExportData(begin=begin, clock=clock, ids=ids),
        erase_account=EraseAccount(
            begin=begin,
            clock=clock,
            ids=ids,
            passwords=passwords,
            sessions=adapters.sessions,
            tombstones=adapters.tombstones,
        ),
        forget_past=ForgetPast(begin=begin, clock=clock, periods=handling.periods),
    )
