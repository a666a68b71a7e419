import type { Rule } from '@case-timeline/decider'
import { interpreterIsSuspected } from './interpreter.ts'
import { isSuspect, personOf, type Active, type Investigation, type Opened } from './investigation.ts'
import type { ArrestSuspect, ConductScreening, ReferCaseToProsecution } from './investigation.commands.ts'

export const aCaseIsOpenedOnce: Rule = {
  id: 'investigation.a-case-is-opened-once',
  sentence: 'a case is opened once, by the one agency that leads it',
  source: 'integrity of the record; one lead agency',
  level: 'block',
  holds: () => false,
}

export const aCaseIsOpenedFirst: Rule = {
  id: 'investigation.a-case-is-opened-first',
  sentence: 'nothing is recorded in a case before it is opened',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: () => false,
}

export const aRestingCaseIsReopenedFirst: Rule = {
  id: 'investigation.a-resting-case-is-reopened-first',
  sentence: 'nothing is decided in a suspended or closed case before it is reopened',
  source: 'criminal procedure [G]',
  level: 'block',
  holds: () => false,
}

export const aClosedCaseIsClosed: Rule = {
  id: 'investigation.a-closed-case-is-closed',
  sentence: 'a closed case is not closed again',
  source: 'integrity of the record',
  level: 'block',
  holds: () => false,
}

export const onlyARestingCaseIsReopened: Rule = {
  id: 'investigation.only-a-resting-case-is-reopened',
  sentence: 'only a suspended or closed case is reopened',
  source: 'integrity of the record',
  level: 'block',
  holds: () => false,
}

export const theInterpreterIsNoSuspect: Rule<Opened, ConductScreening> = {
  id: 'investigation.the-interpreter-is-no-suspect',
  sentence: 'the interpreter of a screening is no suspect of the case',
  source: 'practice of screening (HTCDS 2.0) [G]',
  level: 'warn',
  holds: (it, command) => !interpreterIsSuspected(it, command),
  facts: (_, { data: { interpreterRef } }) => (interpreterRef === undefined ? [] : [interpreterRef]),
}

export const theGroundIsStatedOnArrest: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.the-ground-is-stated-on-arrest',
  sentence: 'an arrest states its ground',
  source: 'ICCPR 9(2) [G]',
  level: 'warn',
  holds: (_, { data: { ground } }) => ground !== undefined,
}

export const rightsAreReadOnArrest: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.rights-are-read-on-arrest',
  sentence: 'a person who is arrested is told her rights',
  source: 'ICCPR 14(3) and national codes [G]',
  level: 'warn',
  holds: (_, { data: { rightsRead } }) => rightsRead === true,
}

export const theConsulIsToldOnRequest: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.the-consul-is-told-on-request',
  sentence: 'the consul is notified of an arrest when the person asks for it',
  source: 'VCCR 36(1)(b) [G]',
  level: 'warn',
  holds: (_, { data: { consular } }) => consular?.wish !== 'requested' || consular.notifiedAt !== undefined,
}

export const theConsulIsToldWhereATreatySaysSo: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.the-consul-is-told-where-a-treaty-says-so',
  sentence: 'the consul is notified of an arrest, whether the person asks for it or not, where a treaty with her country says so',
  source: 'bilateral consular treaties, VCCR 73 [G]; the list is the jurisdiction’s policy, whose entries name their treaties',
  level: 'warn',
  holds: (_, command) => command.data.consular?.notifiedAt !== undefined || toBeTold(command).length === 0,
  facts: (_, command) => toBeTold(command),
}

const toBeTold = ({ data: { consular }, policy }: ArrestSuspect): string[] =>
  (consular?.nationalOf ?? []).filter((country) => policy?.consularNotifications?.some(({ sendingState }) => sendingState === country))

export const nobodyIsArrestedWhileTheConflictIsOpen: Rule<Opened, ArrestSuspect> = {
  id: 'investigation.nobody-is-arrested-while-the-conflict-is-open',
  sentence: 'a presumed victim is not arrested as a suspect before non-punishment is assessed',
  source: 'ACTIP 14(7), 14(8) [V]',
  level: 'warn',
  holds: (it, { data: { personRef }, known }) => {
    const { conflictFlagged = false, presumedVictim = conflictFlagged } = personOf(it, personRef)
    return !presumedVictim || known.assessed.includes(personRef)
  },
}

export const theDossierNamesSuspectsOfTheCase: Rule<Active, ReferCaseToProsecution> = {
  id: 'investigation.the-dossier-names-suspects-of-the-case',
  sentence: 'a dossier names at least one suspect, and only suspects of the case',
  source: 'handover of a case to the prosecutor [G]',
  level: 'block',
  holds: (it, command) => command.data.suspects.length > 0 && strangersAmong(it, command).length === 0,
  facts: (it, command) => strangersAmong(it, command),
}

const strangersAmong = (it: Investigation, { data: { suspects } }: ReferCaseToProsecution): string[] =>
  suspects.filter((personRef) => !isSuspect(it, personRef))

export const theDossierHoldsCollectedEvidence: Rule<Active, ReferCaseToProsecution> = {
  id: 'investigation.the-dossier-holds-collected-evidence',
  sentence: 'each item of a dossier was collected in this case',
  source: 'unbroken custody begins with the collection',
  level: 'block',
  holds: (_, command) => missingFrom(command).length === 0,
  facts: (_, command) => missingFrom(command),
}

const missingFrom = ({ data: { evidence }, known }: ReferCaseToProsecution): string[] =>
  evidence.filter((id) => !known.evidence.some((item) => item.id === id))

export const aDossierHasUnbrokenCustody: Rule<Active, ReferCaseToProsecution> = {
  id: 'investigation.a-dossier-has-unbroken-custody',
  sentence: 'a dossier holds only items whose custody is unbroken',
  source: 'chain of custody, ISO/IEC 27037 [G]',
  level: 'block',
  overridableFor: ['legalDuty', 'courtOrder'],
  holds: (_, { known }) => known.custodyBroken.length === 0,
  facts: (_, { known }) => known.custodyBroken,
}

export const aDossierIsReferredOnce: Rule<Active, ReferCaseToProsecution> = {
  id: 'investigation.a-dossier-is-referred-once',
  sentence: 'a dossier is referred once: after a rejection another dossier goes',
  source: 'integrity of the record',
  level: 'block',
  holds: (it, { data: { dossierId } }) => it.is !== 'referred' || !it.dossiers.includes(dossierId),
  facts: (_, { data: { dossierId } }) => [dossierId],
}

export const eachVictimIsSafeguarded: Rule<Active, ReferCaseToProsecution> = {
  id: 'investigation.each-victim-is-safeguarded',
  sentence: 'a dossier leaves only when each presumed victim knows her rights and her risk is assessed, or a reason is given',
  source: 'ACTIP 14(9) [V, text cut]; the risk assessment is practice [G]',
  level: 'block',
  holds: (it, command) => unsafeguarded(it, command).length === 0,
  facts: (it, command) => unsafeguarded(it, command),
}

export const presumedVictims = (it: Investigation): string[] =>
  Object.keys(it.persons).filter((personRef) => personOf(it, personRef).presumedVictim)

const unsafeguarded = (it: Investigation, { data, known }: ReferCaseToProsecution): string[] =>
  presumedVictims(it).filter((personRef) => {
    const both = known.rightsInformed[personRef] !== undefined && known.riskAssessed[personRef] !== undefined
    return !both && !data.safeguards.some((one) => one.personRef === personRef)
  })
