import type { NamedRule } from './decider.ts'

/** A rule that an earlier release had: recorded refusals, warnings and overrides name it for ever. */
export interface RetiredRule {
  readonly id: string
  readonly sentence: string
  /** The id of the rule that took its place; absent: nothing is refused or warned about any more. */
  readonly replacedBy?: string
}

/**
 * The retired rules by the rule that took their place, one a line: the services that had it, its name, its sentence as
 * it was. An id is never used again for something else.
 */
const REPLACED: Readonly<Record<string, string>> = {
  'case.assignment-ends-after-begin': `
investigation,prosecution,adjudication,victimSupport.assignment-ends-after-begin: an assignment does not end before it begins
`,
  'case.case-is-transferred-by-office-that-has-it': `
investigation,prosecution,adjudication,victimSupport.case-is-transferred-by-office-that-has-it: only the office that has a case transfers it
`,
  'case.ended-thing-is-open': `
investigation,prosecution,adjudication,victimSupport.unassigned-user-was-assigned: a user is unassigned only from a role in which the user is assigned to the case
investigation,prosecution,adjudication,victimSupport.unlinked-cases-were-linked: only cases that are linked are unlinked
investigation,prosecution,adjudication,victimSupport.unmerged-references-were-merged: only references that are merged are unmerged
investigation,prosecution,adjudication,victimSupport.lifted-legal-hold-is-in-force: only a legal hold that is in force is lifted
victimSupport.answered-complaint-is-open: a complaint or a concern is answered only after it was raised, and only once
victimSupport.resolved-intake-is-open: an intake is resolved only after it was recorded, and only once; a later call is an intake of its own
auditTrail.reviewed-initiative-was-agreed: only an initiative that was agreed and has not ended is reviewed
auditTrail.only-open-succession-is-withdrawn: only a succession that is proposed or confirmed is withdrawn
`,
  'case.excluded-user-is-not-assigned': `
investigation,prosecution,adjudication,victimSupport.excluded-user-is-not-assigned: a user who is excluded from a case is not assigned to it
`,
  'case.handover-is-received-once': `
investigation,prosecution,adjudication,victimSupport.handover-is-received-once: a handover of an event is received only once
`,
  'case.interval-ends-after-start': `
investigation,prosecution,adjudication.interval-ends-after-start: an interval does not end before it starts
investigation.authorisation-is-still-valid: an authorisation does not end before it is given
investigation.episode-ends-after-it-starts: an episode of trafficking does not end before it starts
`,
  'case.merged-references-differ': `
investigation,prosecution,adjudication,victimSupport.merged-references-differ: only two different references are merged, and only if they are not already merged in the opposite direction
`,
  'case.missing-thing-was-handed-over': `
investigation,prosecution,adjudication,victimSupport.missing-thing-was-handed-over: only what the transfer lists can be missing from it
`,
  'case.named-thing-is-on-record': `
investigation,prosecution,adjudication,victimSupport.handed-over-event-is-in-case: a handover is received only for an event that is recorded in the case
investigation.assets-are-frozen-before-release: assets are released only from a freeze that was recorded
investigation.answer-has-its-cooperation-request: an answer of the police of another country refers to a recorded request
investigation.item-is-collected-before-handover: an item of evidence is handed over only after it was collected
investigation.only-collected-item-is-certified: a request for legal assistance certifies only an item that was collected before
investigation.device-is-collected-before-examination: a device is examined only after it was collected as an item of evidence
investigation.answer-has-its-preservation-request: an answer of a platform refers to a recorded request for preservation
investigation.only-established-mechanism-ends: a cooperation mechanism ends only after it was established
investigation.answer-has-its-takedown-request: an answer about the removal of content refers to a recorded request
prosecution.decided-extradition-was-requested: only a request for extradition that is on record is decided
prosecution.answered-mla-request-is-on-record: only a request for legal assistance that is on record is acknowledged, executed or refused
prosecution.victim-is-notified-of-recorded-decision: a victim is notified only of a decision that is on record
adjudication.compensation-is-ordered-first: a payment is recorded only for compensation that was ordered
adjudication.part-is-on-record: what is recorded in a part of a court case names a part that is on record
victimSupport.acknowledged-incident-was-reported: only an incident that was reported is acknowledged
victimSupport.provided-accommodation-was-required: only an accommodation that was required is provided
victimSupport.reviewed-restriction-was-recorded: only a restriction that was recorded is reviewed
victimSupport.answered-referral-was-made: only a referral that was made is answered
victimSupport.plan-is-agreed-first: only a support plan that exists is reviewed, or has services delivered under it
auditTrail.changed-office-is-registered: only an office of the register is changed
`,
  'case.nothing-is-missing-from-transfer': `
investigation,prosecution,adjudication,victimSupport.nothing-is-missing-from-transfer: everything that a transfer lists arrives with it
`,
  'case.office-gives-only-its-own-place': `
investigation,prosecution,adjudication,victimSupport.office-gives-only-its-own-place: an office admits another one in its own place, never in the place of a third, whose records are not its own to give
`,
  'case.other-party-is-another': `
investigation,prosecution,adjudication,victimSupport.case-is-transferred-to-another-office: a case is transferred to another office than the one that transfers it
investigation,prosecution,adjudication,victimSupport.admitted-office-is-another: an office admits another office, not itself
investigation,prosecution,adjudication,victimSupport.case-is-linked-with-other-case: a case is linked with another case, not with itself
auditTrail.successor-is-another-office: no office succeeds itself
`,
  'case.other-side-agrees-to-link': `
investigation,prosecution,adjudication,victimSupport.other-side-agrees-to-link: a link with a case in which the agency does not take part is in force once the record of that case names this one
`,
  'case.received-transfer-is-addressed-to-office': `
investigation,prosecution,adjudication,victimSupport.received-transfer-is-addressed-to-office: an office receives only a transfer that is recorded in the case and addressed to it
`,
  'case.record-belongs-to-case': `
investigation,prosecution,adjudication,victimSupport.record-belongs-to-case: a record is kept only for a case in which at least one event is recorded
investigation,prosecution,adjudication.detention-belongs-to-case: a detention is recorded in a case that exists
investigation,prosecution,adjudication.check-belongs-to-case: a check for forced criminality is recorded in a case that exists
adjudication.compensation-belongs-to-case: compensation is recorded only in a case in which at least one event is recorded
victimSupport.complaint-belongs-to-case: a complaint or a concern is recorded only in a case in which at least one event is recorded
`,
  'case.release-is-not-in-future': `
investigation,prosecution,adjudication.release-is-not-in-future: the end of a custody is recorded when it has happened, and not as it is planned
`,
  'case.second-person-approves-identity-change': `
investigation,prosecution,adjudication,victimSupport.second-person-approves-identity-change: a merge or unmerge of references is approved by a person other than the one who requests it
`,
  'case.thing-is-recorded-once': `
investigation,prosecution,adjudication,victimSupport.transfer-is-recorded-once: a transfer is recorded once, under an id of its own
investigation,prosecution,adjudication,victimSupport.legal-hold-is-placed-once: a legal hold is placed only once under its id
investigation.freeze-is-recorded-once: a freeze is recorded once: a renewal needs its own id
investigation.request-or-information-is-sent-once: a request or a piece of information is sent once: another request or piece of information needs its own id
investigation.item-is-collected-once: an item of evidence is collected once: another item needs its own id
investigation.preservation-is-requested-once: a request for preservation is made once: a renewal needs its own id
investigation.trace-is-recorded-once: a trace is recorded once: another trace needs its own id
investigation.dossier-is-referred-once: a dossier is referred once: after a rejection, another dossier with its own id is referred
investigation.joint-investigation-is-agreed-once: a joint investigation is agreed once: another agreement needs its own id
investigation.mechanism-is-established-once: a cooperation mechanism is established once: a renewal needs its own id
investigation.takedown-is-requested-once: a request to remove content is made once: another request needs its own id
prosecution.appeal-is-lodged-once: an appeal is lodged once: another appeal needs its own id
prosecution.disclosure-is-made-once: a disclosure is made once: another disclosure needs its own id
prosecution.extradition-is-requested-once: a request for extradition is made once: another request needs its own id
prosecution.mla-request-is-made-once: a request for legal assistance is sent once: another request needs its own id
prosecution.mla-request-is-received-once: a request from another country is recorded once
prosecution.charge-is-laid-once: a charge is laid once: another charge needs its own id
prosecution.indictment-is-filed-once: an indictment is filed once
prosecution.claim-is-filed-once: a claim is filed once: another claim needs its own id
prosecution.measures-are-sought-once: a request for protection is made once: another request needs its own id
adjudication.compensation-is-ordered-once: each compensation order is made once, under its own id
adjudication.payment-is-recorded-once: a payment is recorded once, under its own id
adjudication.hearing-is-scheduled-once: a hearing is scheduled once, under its own id
adjudication.part-is-made-once: a part of a court case is made once: another part needs its own id
victimSupport.accommodation-is-required-once: a required accommodation is recorded once, under an id of its own
victimSupport.restriction-is-recorded-once: a restriction of the victim’s freedom is recorded once, under an id of its own
victimSupport.complaint-is-raised-once: a complaint or a concern is raised once, under an id of its own
victimSupport.intake-is-recorded-once: an intake is recorded once, under an id of its own
victimSupport.consent-is-granted-once: a consent is granted once, under an id of its own
victimSupport.referral-is-made-once: a referral is made once, under an id of its own
victimSupport.plan-is-agreed-once: a support plan is agreed once, under an id of its own
victimSupport.police-report-is-made-once: a report to police is made once, under an id of its own
auditTrail.challenge-is-raised-once: a challenge is raised once, under an id of its own
auditTrail.office-is-registered-once: an office is registered once, under an id of its own
`,
  'case.transfer-is-received-once': `
investigation,prosecution,adjudication,victimSupport.transfer-is-received-once: a transfer is received only once
`,
  'investigation.case-is-opened-first': `
investigation.freeze-belongs-to-opened-case: assets are frozen only in a case that was opened
investigation.cooperation-belongs-to-opened-case: requests and information are sent to the police of another country only in a case that was opened
investigation.evidence-belongs-to-opened-case: evidence is collected only in a case that was opened
investigation.joint-investigation-belongs-to-opened-case: a joint investigation is agreed only in a case that was opened
`,
}

/** Rules without another one in their place. */
const DROPPED = `
adjudication.payment-is-in-order-currency: compensation is paid in the currency in which it was ordered
`

const retiredIn = (text: string, replacedBy?: string): readonly RetiredRule[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [names = '', sentence = ''] = line.split(/: (.*)/s)
      const [services = '', name = ''] = names.split('.')
      return services
        .split(',')
        .map((service) => ({ id: `${service}.${name}`, sentence, ...(replacedBy === undefined ? {} : { replacedBy }) }))
    })

/** The rules that went, by id. */
export const RETIRED_RULES: ReadonlyMap<string, RetiredRule> = new Map(
  [...Object.entries(REPLACED).flatMap(([replacedBy, text]) => retiredIn(text, replacedBy)), ...retiredIn(DROPPED)].map((one) => [
    one.id,
    one,
  ]),
)

/**
 * The rule that a recorded refusal or warning names, as it reads today or as it read when it was recorded; undefined
 * for one that this release does not know.
 * @param about the kind of thing, where the rule is applied to several
 */
export const recordedRule = (
  { ruleId, about }: { readonly ruleId: string; readonly about?: string | undefined },
  rules: readonly NamedRule[],
): Pick<NamedRule, 'id' | 'about' | 'sentence' | 'source'> | undefined => {
  const named = rules.filter(({ id }) => id === ruleId)
  const current = named.find((rule) => rule.about === about) ?? named[0]
  const retired = RETIRED_RULES.get(ruleId)
  if (current || !retired) return current
  const { source = 'integrity of the record' } = rules.find(({ id }) => id === retired.replacedBy) ?? {}
  return { id: ruleId, sentence: retired.sentence, source }
}
