import { isBefore, isLawAt, keysOf, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Command, Rule } from '@case-timeline/decider'
import { interpreterIsSuspected } from './interpreter.ts'
import { isSuspect, personOf, type Active, type Investigation, type Opened } from './investigation.ts'
import type { ArrestSuspect, ConductScreening, ReferCaseToProsecution } from './investigation.commands.ts'

// `LEGAL_SOURCES` of libs/decider has what a `source` names, and which provisions were read.
// A rule that never holds has no condition of its own: it is the reason that is named when the state of the case
// forbids a command.

export const caseIsOpenedOnce: Rule = {
  id: 'investigation.case-is-opened-once',
  sentence: 'a case is opened once, by the one agency that leads it',
  source: 'integrity of the record: one agency leads a case',
  level: 'block',
  holds: () => false,
}

export const caseIsOpenedFirst: Rule<unknown, Command<string, unknown, { readonly opened: boolean }>> = {
  id: 'investigation.case-is-opened-first',
  sentence: 'nothing is recorded in a case before it is opened',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: (_, { known }) => known.opened,
}

export const inactiveCaseIsReopenedFirst: Rule = {
  id: 'investigation.inactive-case-is-reopened-first',
  sentence: 'a suspended or closed case is reopened before it is referred or suspended, and before a preservation is requested in it',
  source: 'practice: what is suspended or closed is resumed by a decision',
  level: 'block',
  holds: () => false,
}

export const closedCaseIsNotClosedAgain: Rule = {
  id: 'investigation.closed-case-is-not-closed-again',
  sentence: 'a closed case is not closed again',
  source: 'integrity of the record',
  level: 'block',
  holds: () => false,
}

export const onlyInactiveCaseIsReopened: Rule = {
  id: 'investigation.only-inactive-case-is-reopened',
  sentence: 'only a suspended or closed case is reopened',
  source: 'integrity of the record',
  level: 'block',
  holds: () => false,
}

export const interpreterIsNotSuspect: Rule<Opened, ConductScreening> = {
  id: 'investigation.interpreter-is-not-suspect',
  sentence: 'the interpreter of a screening is neither suspected nor charged in the case',
  source: 'HTCDS 2.0: screening',
  level: 'warn',
  holds: (investigation, command) => !interpreterIsSuspected(investigation, command),
  facts: (_, { data: { interpreterRef } }) => (interpreterRef === undefined ? [] : [interpreterRef]),
}

export const groundIsStatedOnArrest: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.ground-is-stated-on-arrest',
  sentence: 'an arrest states its ground',
  source: 'ICCPR 9(2): the reasons for the arrest',
  level: 'warn',
  holds: (_, { data: { ground } }) => ground !== undefined,
}

export const rightsAreReadOnArrest: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.rights-are-read-on-arrest',
  sentence: 'the rights of an arrested person are read at the arrest',
  source: 'UN Body of Principles 13: explanation of rights; national law',
  level: 'warn',
  holds: (_, { data: { rightsRead } }) => rightsRead === true,
}

export const consulIsNotifiedOnRequest: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.consul-is-notified-on-request',
  sentence: 'the consul is notified of an arrest when the arrested person requests it',
  source: 'VCCR 36(1)(b)',
  level: 'warn',
  holds: (_, { data: { consular } }) => consular?.wish !== 'requested' || consular.notifiedAt !== undefined,
}

export const consulIsNotifiedWhereTreatyRequires: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.consul-is-notified-where-treaty-requires',
  sentence: 'the consul is notified of an arrest, requested or not, when a treaty with the country of the arrested person requires it',
  source: 'policy of the jurisdiction: the countries, each with its bilateral treaty; VCCR 73',
  level: 'warn',
  holds: (_, command) => command.data.consular?.notifiedAt !== undefined || statesToNotify(command).length === 0,
  facts: (_, command) => statesToNotify(command),
}

const statesToNotify = (command: ArrestSuspect): string[] => {
  const { data, policy } = command
  const treaties = (policy?.consularNotifications ?? []).filter((treaty) => isLawAt(treaty, command))
  return (data.consular?.nationalOf ?? []).filter((country) => treaties.some(({ sendingState }) => sendingState === country))
}

export const victimIsNotArrestedBeforeNonPunishmentIsAssessed: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.victim-is-not-arrested-before-non-punishment-is-assessed',
  sentence: 'a presumed victim is not arrested as a suspect before non-punishment is assessed',
  source: 'ACTIP 14(7), 14(8)',
  level: 'warn',
  holds: (investigation, { data: { personRef }, known }) => {
    // A person whose conflict was flagged is a presumed victim, unless a status is recorded.
    const { conflictFlagged = false, presumedVictim = conflictFlagged } = personOf(investigation, personRef)
    return !presumedVictim || known.assessed.includes(personRef)
  },
}

export const personIsNotArrestedAfterEndOfRight: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.person-is-not-arrested-after-end-of-right',
  sentence:
    'a person is not arrested again after an acquittal, bail, the end of all charges, a decision not to punish or to prosecute, or death',
  source: 'ICCPR 9(1), 14(7); national law: a new ground may allow it; ACTIP 14(7): to be considered, in appropriate cases',
  level: 'warn',
  holds: (_, { occurredAt, now, known: { rightEnded } }) => rightEnded === undefined || !isBefore(rightEnded.at, occurredAt ?? now),
  facts: (_, { known: { rightEnded } }) => (rightEnded ? [rightEnded.at] : []),
}

export const personIsNotArrestedAgainOnSameGround: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.person-is-not-arrested-again-on-same-ground',
  sentence: 'a person who was released is not arrested again on the same ground without a warrant',
  source: 'ICCPR 9(1), 9(3): arrests in turn would evade the limit of each; national law: new facts may allow it',
  level: 'warn',
  holds: (_, { data: { warrantRef }, known: { releasedBefore } }) => releasedBefore === undefined || warrantRef !== undefined,
  facts: (_, { known: { releasedBefore } }) => (releasedBefore ? [releasedBefore] : []),
}

export const arrestHasKnownLimit: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.arrest-has-known-limit',
  sentence: 'of an arrest, the policy of the jurisdiction states how long the person may be held, or that the law sets no limit',
  source: 'practice: where no limit is known, nobody would notice that it has passed',
  level: 'warn',
  holds: (_, { known: { limit } }) => limit !== 'unknown',
}

export const dossierNamesSuspectsOfCase: Rule<Active, ReferCaseToProsecution> = {
  id: 'investigation.dossier-names-suspects-of-case',
  sentence: 'a dossier names at least one suspect, and only suspects of the case',
  source: 'practice: the handover of a case to the prosecutor',
  level: 'block',
  holds: (investigation, command) => command.data.suspects.length > 0 && nonSuspectsAmong(investigation, command).length === 0,
  facts: (investigation, command) => nonSuspectsAmong(investigation, command),
}

const nonSuspectsAmong = (investigation: Investigation, { data: { suspects } }: ReferCaseToProsecution): string[] =>
  suspects.filter((personRef) => !isSuspect(investigation, personRef))

export const dossierHoldsCollectedEvidence: Rule<Active, ReferCaseToProsecution> = {
  id: 'investigation.dossier-holds-collected-evidence',
  sentence: 'each item of a dossier was collected in this case',
  source: 'practice: unbroken custody begins with the collection',
  level: 'block',
  holds: (_, command) => uncollectedEvidence(command).length === 0,
  facts: (_, command) => uncollectedEvidence(command),
}

const uncollectedEvidence = ({ data: { evidence }, known }: ReferCaseToProsecution): string[] =>
  evidence.filter((id) => !known.evidence.some((item) => item.id === id))

export const dossierHasUnbrokenCustody: Rule<Active, ReferCaseToProsecution> = {
  id: 'investigation.dossier-has-unbroken-custody',
  sentence: 'the chain of custody of each item of a dossier is unbroken',
  source: 'ISO/IEC 27037: chain of custody; ICCPR 14(3)(b): facilities for the defence, so no item is left out for it',
  level: 'warn',
  levelReason: 'what a gap in custody does to the evidence is for the court, and an item left out is lost for the defence',
  holds: (_, { known }) => known.custodyBroken.length === 0,
  facts: (_, { known }) => known.custodyBroken,
}

export const dossierIsReferredOnce: Rule<Active, ReferCaseToProsecution> = thingIsRecordedOnce('dossier', {
  holds: (investigation, { data: { dossierId } }) => investigation.stage !== 'referred' || !investigation.dossiers.includes(dossierId),
  facts: (_, { data: { dossierId } }) => [dossierId],
})

export const eachVictimIsSafeguarded: Rule<Active, ReferCaseToProsecution> = {
  id: 'investigation.each-victim-is-safeguarded',
  sentence:
    'a case is referred only when each presumed victim was informed of the rights of victims and the risk for that victim was assessed, or a reason is given',
  source: 'ACTIP 14(9); practice: the risk assessment',
  level: 'block',
  holds: (investigation, command) => victimsWithoutSafeguards(investigation, command).length === 0,
  facts: (investigation, command) => victimsWithoutSafeguards(investigation, command),
}

export const presumedVictims = (investigation: Investigation): string[] =>
  keysOf(investigation.persons).filter((personRef) => personOf(investigation, personRef).presumedVictim)

const victimsWithoutSafeguards = (investigation: Investigation, { data, known }: ReferCaseToProsecution): string[] => {
  if (data.reasonForOthers !== undefined) return []
  const withReason = new Set(data.safeguards.map(({ personRef }) => personRef))
  return presumedVictims(investigation).filter((personRef) => {
    const hasBoth = known.rightsInformed[personRef] !== undefined && known.riskAssessed[personRef] !== undefined
    return !hasBoth && !withReason.has(personRef)
  })
}
