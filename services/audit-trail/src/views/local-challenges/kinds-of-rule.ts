// Generated from the domains by `npm run generate`: each kind of event with the rules that judge the commands which
// record it. Rules of integrity are left out: who breaks one made a mistake in writing, and meets no challenge.
const RULES_OF_KINDS = `
adjudication.AccusedSevered adjudication.charge-is-severed-once adjudication.severed-charges-accuse-severed-persons adjudication.severed-charges-are-pending
adjudication.AppealDecided adjudication.allowed-habeas-corpus-names-charge adjudication.appeal-changes-only-non-final-verdict adjudication.appeal-is-decided-once adjudication.decided-appeal-was-lodged adjudication.failed-appeal-changes-nothing
adjudication.ChargesEnded adjudication.ended-charges-are-pending
adjudication.CompensationOrdered adjudication.compensation-belongs-to-court-case adjudication.confiscated-assets-pay-through-victim-fund
adjudication.CompensationPaid adjudication.payments-stay-within-order
adjudication.ConfiscationOrdered adjudication.confiscated-assets-were-traced
adjudication.CourtCaseRegistered adjudication.registration-follows-indictment
adjudication.DetentionEnded case.release-is-recorded-where-held case.transferred-person-agreed
adjudication.DetentionExtended adjudication.detention-has-known-limit adjudication.detention-stays-within-limit adjudication.extension-has-known-order adjudication.no-detention-after-acquittal adjudication.no-detention-after-end-of-right adjudication.no-detention-during-open-conflict case.age-on-record-is-stated-when-held case.interval-ends-after-start adjudication.interval-ends-after-start case.person-held-is-natural case.power-to-hold-is-registered
adjudication.DetentionOrdered adjudication.detention-has-known-limit adjudication.detention-stays-within-limit adjudication.no-detention-after-acquittal adjudication.no-detention-after-end-of-right adjudication.no-detention-during-open-conflict case.age-on-record-is-stated-when-held case.interval-ends-after-start adjudication.interval-ends-after-start case.person-held-is-natural case.power-to-hold-is-registered
adjudication.EvidenceRuledOn adjudication.intelligence-is-certified-before-admission adjudication.ruling-states-item-origin
adjudication.HearingAdjourned adjudication.adjourned-hearing-was-scheduled
adjudication.HearingHeld adjudication.hearing-of-severed-child-is-closed adjudication.hearing-was-scheduled adjudication.victim-is-not-blamed-at-hearing
adjudication.HearingScheduled adjudication.hearing-has-required-accommodations
adjudication.JudgeAssigned adjudication.bench-names-user-accounts adjudication.excluded-judge-is-not-seated
adjudication.JudgeRecused adjudication.recused-judge-was-seated
adjudication.JudgmentBecameFinal adjudication.final-conviction-has-sentence adjudication.final-judgment-has-verdict adjudication.judgment-is-not-final-under-appeal adjudication.judgment-is-not-final-while-appealable
adjudication.LaterIndictmentRegistered adjudication.registration-follows-indictment
adjudication.NonPunishmentApplied adjudication.non-punishment-fits-verdict adjudication.non-punishment-names-charges-against-victim
adjudication.PartsJoined adjudication.joined-charges-are-undecided adjudication.joined-part-is-not-tried-by-recused-judge
adjudication.PersonDiedInCustody case.death-in-custody-is-inquired-into case.death-is-recorded-where-held
adjudication.PleaAgreementDecided adjudication.decided-plea-agreement-was-reached
adjudication.PleaEntered adjudication.pleaded-charge-is-live
adjudication.PrivateComplaintRegistered adjudication.complained-charge-is-undecided adjudication.complaint-accuses-no-victim
adjudication.ProtectionMeasureOrdered adjudication.measure-does-not-end-in-past adjudication.measure-is-ordered-once adjudication.refused-measure-states-reason
adjudication.SentenceImposed adjudication.charge-is-sentenced-once adjudication.company-is-sentenced-as-company adjudication.no-sentence-after-final-judgment adjudication.sentence-follows-guilt
adjudication.TestimonyGiven adjudication.child-testifies-with-child-measures adjudication.ordered-measures-are-in-force
adjudication.VerdictDelivered adjudication.charge-is-decided-once adjudication.charge-is-indicted adjudication.decided-charge-is-live adjudication.other-offence-needs-conviction adjudication.verdict-comes-from-assigned-judge adjudication.verdict-follows-hearing adjudication.verdict-names-accused
auditTrail.InitiativeAgreed auditTrail.initiative-answers-challenge
auditTrail.OutcomeMeasureSet auditTrail.outcome-is-reviewed-later auditTrail.value-of-local-challenges-is-number-shown
auditTrail.OutcomeMeasured auditTrail.outcome-is-reviewed-later auditTrail.value-of-local-challenges-is-number-shown
investigation.AssetsFrozen investigation.freeze-rests-on-order-or-urgency
investigation.AssetsReleased investigation.only-frozen-assets-are-released
investigation.CaseOpened investigation.case-is-opened-once
investigation.CaseReferredToProsecution investigation.dossier-has-unbroken-custody investigation.dossier-holds-collected-evidence investigation.dossier-names-suspects-of-case investigation.each-victim-is-safeguarded investigation.inactive-case-is-reopened-first
investigation.CoerciveMeasureAuthorised case.interval-ends-after-start investigation.interval-ends-after-start investigation.authorisation-is-still-valid investigation.episode-ends-after-it-starts
investigation.ComplaintWithdrawn investigation.withdrawing-person-is-heard-alone
investigation.CooperationMechanismEstablished investigation.mechanism-has-two-parties investigation.mechanism-is-reviewed
investigation.DetentionEnded case.release-is-recorded-where-held case.transferred-person-agreed
investigation.DetentionExtended case.age-on-record-is-stated-when-held case.interval-ends-after-start investigation.interval-ends-after-start investigation.authorisation-is-still-valid investigation.episode-ends-after-it-starts case.person-held-is-natural case.power-to-hold-is-registered investigation.detention-has-known-limit investigation.detention-stays-within-limit investigation.extension-has-known-order investigation.no-detention-after-acquittal investigation.no-detention-after-end-of-right investigation.no-detention-during-open-conflict
investigation.DetentionOrdered case.age-on-record-is-stated-when-held case.interval-ends-after-start investigation.interval-ends-after-start investigation.authorisation-is-still-valid investigation.episode-ends-after-it-starts case.person-held-is-natural case.power-to-hold-is-registered investigation.detention-has-known-limit investigation.detention-stays-within-limit investigation.no-detention-after-acquittal investigation.no-detention-after-end-of-right investigation.no-detention-during-open-conflict
investigation.DeviceExamined investigation.examination-is-authorised investigation.examination-keeps-content investigation.only-custodian-examines
investigation.EvidenceCertified investigation.certified-item-matches-collected-item
investigation.EvidenceCollected investigation.digital-item-has-hash investigation.evidence-under-warrant-is-authorised
investigation.EvidenceCustodyTransferred investigation.item-keeps-its-content investigation.only-custodian-hands-over
investigation.ForcedCriminalityChecked investigation.check-states-its-result investigation.suspect-is-checked-for-forced-criminality prosecution.check-states-its-result prosecution.suspect-is-checked-for-forced-criminality adjudication.check-states-its-result adjudication.suspect-is-checked-for-forced-criminality
investigation.InterviewConducted investigation.basis-of-interview-is-certain investigation.child-is-not-interviewed-alone investigation.interview-interpreter-is-not-suspect investigation.victim-consents-to-interview investigation.victim-is-informed-of-rights-before-interview investigation.victim-is-not-interviewed-during-reflection
investigation.InvestigationClosed investigation.closed-case-is-not-closed-again
investigation.InvestigationReopened investigation.only-inactive-case-is-reopened
investigation.InvestigationSuspended investigation.inactive-case-is-reopened-first
investigation.JointInvestigationEstablished investigation.joint-investigation-ends-after-it-starts investigation.joint-investigation-has-two-parties investigation.one-party-leads
investigation.PersonDiedInCustody case.death-in-custody-is-inquired-into case.death-is-recorded-where-held
investigation.PlatformAnswered investigation.takedown-is-answered-in-time
investigation.PoliceCooperationAnswered investigation.only-open-request-is-answered investigation.police-material-is-intelligence
investigation.PoliceCooperationRequested investigation.mechanism-is-on-record investigation.personal-data-names-data-subjects investigation.request-stays-within-its-mechanism investigation.sent-data-is-recorded-before-withdrawal investigation.victim-data-goes-abroad-only-with-consent
investigation.PreservationAnswered investigation.preservation-is-answered-in-time
investigation.PreservationRequested investigation.inactive-case-is-reopened-first investigation.only-recorded-traces-are-preserved investigation.preservation-ends-after-request
investigation.PresumedVictimIdentified victimSupport.identification-is-by-mandate
investigation.ScreeningConducted investigation.interpreter-is-not-suspect
investigation.SpontaneousInformationShared investigation.personal-data-names-data-subjects investigation.sent-data-is-recorded-before-withdrawal investigation.victim-data-goes-abroad-only-with-consent
investigation.SuspectArrested case.age-on-record-is-stated-when-held case.person-held-is-natural case.power-to-hold-is-registered investigation.arrest-has-known-limit investigation.consul-is-notified-on-request investigation.consul-is-notified-where-treaty-requires investigation.ground-is-stated-on-arrest investigation.person-is-not-arrested-after-end-of-right investigation.person-is-not-arrested-again-on-same-ground investigation.rights-are-read-on-arrest investigation.victim-is-not-arrested-before-non-punishment-is-assessed
investigation.TakedownRequested investigation.content-is-preserved-before-takedown investigation.inactive-case-is-reopened-first investigation.only-recorded-traces-are-taken-down
investigation.TraffickingEpisodeRecorded case.interval-ends-after-start investigation.interval-ends-after-start investigation.authorisation-is-still-valid investigation.episode-ends-after-it-starts
investigation.VictimStatusDetermined investigation.blame-does-not-decide-status investigation.negative-after-positive-needs-second-person investigation.status-is-denied-without-blame investigation.status-is-independent-of-cooperation-or-conviction
investigation.VictimSuspectConflictFlagged case.age-on-record-is-stated-when-held case.person-held-is-natural case.power-to-hold-is-registered investigation.arrest-has-known-limit investigation.consul-is-notified-on-request investigation.consul-is-notified-where-treaty-requires investigation.ground-is-stated-on-arrest investigation.person-is-not-arrested-after-end-of-right investigation.person-is-not-arrested-again-on-same-ground investigation.rights-are-read-on-arrest investigation.victim-is-not-arrested-before-non-punishment-is-assessed investigation.blame-does-not-decide-status investigation.negative-after-positive-needs-second-person investigation.status-is-denied-without-blame investigation.status-is-independent-of-cooperation-or-conviction
prosecution.AppealLodged case.act-is-recorded-by-one-sector prosecution.appeal-is-against-court-decision prosecution.appeal-is-lodged-in-time adjudication.appeal-is-against-court-decision adjudication.appeal-is-lodged-in-time
prosecution.ChargeAmended prosecution.accused-is-checked-for-forced-criminality prosecution.age-needs-proof prosecution.charge-needs-act-means-and-purpose prosecution.charged-offence-was-law prosecution.decided-conduct-is-not-charged-again prosecution.filed-charge-changes-with-court-leave prosecution.national-act-is-of-offence prosecution.only-live-charge-changes prosecution.same-conduct-is-charged-once prosecution.victim-is-not-charged-before-non-punishment-is-assessed prosecution.victims-are-heard-before-amendment prosecution.victims-of-charge-are-found
prosecution.ChargeLaid prosecution.accused-is-checked-for-forced-criminality prosecution.age-needs-proof prosecution.charge-needs-act-means-and-purpose prosecution.charge-rests-on-dossier prosecution.charged-offence-was-law prosecution.complaint-is-investigated prosecution.decided-conduct-is-not-charged-again prosecution.national-act-is-of-offence prosecution.same-conduct-is-charged-once prosecution.victim-is-not-charged-before-non-punishment-is-assessed prosecution.victims-are-heard-before-charge prosecution.victims-of-charge-are-found
prosecution.ChargeWithdrawn prosecution.filed-charge-changes-with-court-leave prosecution.only-live-charge-changes prosecution.victims-are-heard-before-withdrawal
prosecution.CompensationClaimFiled case.act-is-recorded-by-one-sector prosecution.claimant-was-informed-of-right adjudication.claimant-was-informed-of-right victimSupport.claimant-was-informed-of-right
prosecution.ConfiscationSought prosecution.only-traced-or-frozen-assets-are-confiscated
prosecution.DecisionReviewDecided prosecution.another-person-reviews-decision prosecution.only-requested-review-is-decided
prosecution.DecisionReviewRequested prosecution.only-decision-not-to-proceed-is-reviewed prosecution.review-is-requested-in-time
prosecution.DetentionEnded case.release-is-recorded-where-held case.transferred-person-agreed
prosecution.DetentionExtended case.age-on-record-is-stated-when-held case.interval-ends-after-start prosecution.interval-ends-after-start case.person-held-is-natural case.power-to-hold-is-registered prosecution.detention-has-known-limit prosecution.detention-stays-within-limit prosecution.extension-has-known-order prosecution.no-detention-after-acquittal prosecution.no-detention-after-end-of-right prosecution.no-detention-during-open-conflict
prosecution.DetentionOrdered case.age-on-record-is-stated-when-held case.interval-ends-after-start prosecution.interval-ends-after-start case.person-held-is-natural case.power-to-hold-is-registered prosecution.detention-has-known-limit prosecution.detention-stays-within-limit prosecution.no-detention-after-acquittal prosecution.no-detention-after-end-of-right prosecution.no-detention-during-open-conflict
prosecution.DisclosureMade prosecution.disclosure-keeps-identity-confidential prosecution.foreign-conditions-bind-later-use
prosecution.DossierReceived prosecution.dossier-is-answered-once prosecution.dossier-was-referred
prosecution.DossierRejected prosecution.dossier-is-answered-once prosecution.dossier-was-referred
prosecution.ExtraditionDecided prosecution.only-open-extradition-is-decided prosecution.refusal-states-its-ground
prosecution.ExtraditionRequested prosecution.extradition-goes-through-central-authority prosecution.extradition-request-is-complete
prosecution.FurtherInvestigationRequested prosecution.further-investigation-answers-dossier prosecution.further-investigation-is-due-later
prosecution.IndictmentFiled prosecution.charge-is-before-one-court prosecution.charge-rests-on-dossier prosecution.each-indicted-charge-has-its-elements prosecution.indictment-has-live-charges prosecution.indictment-is-joined-by-agreement prosecution.victim-is-not-indicted-before-non-punishment-is-assessed
prosecution.JoinderAgreed prosecution.joined-cases-are-linked prosecution.joined-indictment-leads-no-other
prosecution.LeadJurisdictionAgreed prosecution.lead-jurisdiction-is-agreed-among-parties prosecution.only-live-charges-are-transferred prosecution.victims-are-heard-before-transfer
prosecution.MlaRequestAcknowledged prosecution.central-authority-acknowledges
prosecution.MlaRequestExecuted prosecution.certified-item-matches-collected-item prosecution.item-certified-abroad-matches-collected-item prosecution.only-open-mla-request-is-decided prosecution.sent-mla-request-is-answered-while-open
prosecution.MlaRequestReceived prosecution.central-authority-receives-requests
prosecution.MlaRequestRefused prosecution.only-open-mla-request-is-decided prosecution.sent-mla-request-is-answered-while-open
prosecution.MlaRequestSent prosecution.mla-request-goes-through-central-authority prosecution.mla-request-is-complete
prosecution.NoProsecutionDecided prosecution.no-prosecution-is-decided-once prosecution.no-prosecution-is-recorded-before-review-ends prosecution.no-prosecution-leaves-unverified-window prosecution.no-prosecution-may-be-reviewed prosecution.victims-are-heard-before-no-prosecution
prosecution.NonPunishmentAssessed prosecution.acts-are-found-unrelated-without-blame prosecution.another-person-approves-non-punishment prosecution.decision-follows-finding
prosecution.PersonDiedInCustody case.death-in-custody-is-inquired-into case.death-is-recorded-where-held
prosecution.PleaAgreementReached prosecution.plea-is-agreed-with-counsel prosecution.victims-are-heard-before-plea-agreement
prosecution.TestimonyConsentRecorded prosecution.assistance-is-independent-of-testimony prosecution.testimony-is-voluntary prosecution.witness-travels-safely
prosecution.TestimonyRefused case.act-is-recorded-by-one-sector
prosecution.VictimNotified prosecution.victim-is-notified-of-effective-decision
victimSupport.CharacteristicsStated victimSupport.adult-states-own-characteristics
victimSupport.ClaimWishStated victimSupport.guardian-states-no-wish-for-adult
victimSupport.ComplaintLodged victimSupport.complaint-concerns-supported-person
victimSupport.ConsentGranted victimSupport.child-consents-through-guardian victimSupport.consent-names-no-objected-country victimSupport.consenting-guardian-is-independent victimSupport.consenting-guardian-is-not-complained-of victimSupport.every-linked-case-is-checked victimSupport.guardian-does-not-consent-for-adult victimSupport.guardian-represents-child victimSupport.refused-assent-is-respected
victimSupport.ConsentRefused victimSupport.guardian-does-not-refuse-for-adult
victimSupport.ConsentWithdrawn victimSupport.withdrawn-consent-was-granted
victimSupport.FundApplicationDecided victimSupport.fund-decides-without-blame
victimSupport.FundApplicationMade victimSupport.claimant-was-informed-of-right victimSupport.fund-applicant-is-supported
victimSupport.FundPaymentMade victimSupport.fund-pays-what-it-granted
victimSupport.GuardianAppointed victimSupport.every-linked-case-is-checked victimSupport.guardian-is-another-person victimSupport.guardian-is-neither-recruiter-nor-exploiter victimSupport.guardian-is-neither-suspect-nor-accused victimSupport.guardian-is-not-complained-of victimSupport.guardian-is-not-suspected-in-linked-case victimSupport.guardian-represents-child
victimSupport.IdentificationNotifiedToParty victimSupport.basis-of-past-act-is-certain victimSupport.child-notice-is-in-best-interests victimSupport.notice-follows-risk-assessment victimSupport.notice-stops-at-objection victimSupport.notice-waits-for-protection-claim victimSupport.notice-waits-for-victim-answer victimSupport.past-act-is-recorded-while-agreement-holds victimSupport.victim-is-informed-before-notice
victimSupport.IntakeResolved victimSupport.closed-intake-states-reason victimSupport.intake-becomes-case-where-support-is-offered victimSupport.referred-intake-names-organisation
victimSupport.MajorityReached victimSupport.majority-follows-child-protection
victimSupport.NeedsAssessed victimSupport.needs-assessment-is-voluntary
victimSupport.NotificationObjectionWithdrawn victimSupport.withdrawn-objection-is-in-force
victimSupport.PersonDiedInCustody case.death-in-custody-is-inquired-into
victimSupport.PoliceReportDecided victimSupport.child-agrees-to-police-through-guardian victimSupport.guardian-does-not-decide-for-adult victimSupport.police-choice-is-explained-in-victims-language victimSupport.victim-knows-reporting-duty-before-deciding victimSupport.withdrawn-agreement-was-given
victimSupport.PoliceReportMade victimSupport.basis-of-past-act-is-certain victimSupport.childs-police-report-is-in-best-interests victimSupport.past-act-is-recorded-while-agreement-holds victimSupport.police-report-follows-agreement victimSupport.police-report-holds-only-what-was-agreed
victimSupport.PoliceReportWithdrawn victimSupport.child-agrees-to-police-through-guardian victimSupport.guardian-does-not-decide-for-adult victimSupport.police-choice-is-explained-in-victims-language victimSupport.victim-knows-reporting-duty-before-deciding victimSupport.withdrawn-agreement-was-given victimSupport.basis-of-past-act-is-certain victimSupport.childs-police-report-is-in-best-interests victimSupport.past-act-is-recorded-while-agreement-holds victimSupport.police-report-follows-agreement victimSupport.police-report-holds-only-what-was-agreed
victimSupport.ProtectionClaimRecorded victimSupport.decided-claim-was-recorded
victimSupport.ReferralAnswered victimSupport.answer-follows-referral-states
victimSupport.ReferralMade victimSupport.basis-of-past-act-is-certain victimSupport.past-act-is-recorded-while-agreement-holds victimSupport.referral-needs-live-consent
victimSupport.ReflectionPeriodEnded victimSupport.reflection-does-not-end-early
victimSupport.ReflectionPeriodStarted victimSupport.reflection-lasts-as-policy-requires
victimSupport.RepatriationAgreed victimSupport.child-is-not-returned-against-own-wish victimSupport.child-return-is-in-best-interests victimSupport.past-return-is-recorded-while-allowed victimSupport.return-follows-assessment-of-last-incident victimSupport.return-is-voluntary-or-lawfully-ordered victimSupport.return-respects-non-refoulement victimSupport.return-rests-on-recent-risk-assessment victimSupport.return-waits-for-testimony-and-reflection
victimSupport.RepatriationCompleted victimSupport.completed-return-was-agreed
victimSupport.RestrictiveMeasureRecorded victimSupport.restriction-has-legal-basis-and-review-date
victimSupport.RestrictiveMeasureReviewed victimSupport.continued-restriction-is-reviewed-again
victimSupport.ReturnWishStated victimSupport.guardian-states-no-wish-for-adult
victimSupport.RightsInformed victimSupport.rights-are-explained-in-victims-language
victimSupport.ServiceDelivered victimSupport.services-need-agreed-plan
victimSupport.ShelterAdmitted victimSupport.shelter-is-voluntary-or-lawfully-restricted
victimSupport.ShelterExited victimSupport.shelter-is-voluntary-or-lawfully-restricted
victimSupport.SupportCaseOpened victimSupport.reporting-duty-is-known-before-asking
victimSupport.SupportPlanAgreed victimSupport.plan-is-agreed-with-person
victimSupport.VictimTreatmentConcernRaised victimSupport.complaint-concerns-supported-person
`

const lines = RULES_OF_KINDS.trim()
  .split('\n')
  .map((line) => line.split(' '))

/** The types of the events that a rule judges, by the rule's id; a rule that is not here is counted without them. */
export const KINDS_OF_RULE: ReadonlyMap<string, readonly string[]> = new Map(
  lines
    .flatMap(([, ...rules]) => rules)
    .map((rule) => [rule, lines.flatMap(([type = '', ...rules]) => (rules.includes(rule) ? [type] : []))]),
)
