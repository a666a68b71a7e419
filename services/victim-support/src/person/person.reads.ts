import {
  casesUnchanged,
  childProtectionOf,
  identitiesUnchanged,
  isFoundedBySupport,
  sectorOf,
  storedOf,
  streamsUnchanged,
  whoIsWhoIn,
  type CaseFact,
  type CaseHistory,
  type LinkedCases,
  type Reading,
  clockOf,
  type DatedCommand,
} from '@case-timeline/casework'
import type { MoreToRead, UnreadCommand } from '@case-timeline/commands'
import { factsBefore, releaseReading } from '@case-timeline/shared-aggregates'
import type {
  GrantConsent,
  KnownAge,
  KnownDeath,
  KnownFounding,
  KnownForConsent,
  KnownForGuardian,
  KnownForReturn,
  KnownIncidents,
  KnownLanguages,
  KnownReflection,
  KnownSuspicion,
  RecordDeathInCustody,
  StartReflectionPeriod,
} from './person.commands.ts'

interface AboutPerson {
  readonly data: { readonly personRef: string }
}

const isAbout =
  (personRef: string) =>
  ({ data }: AboutPerson): boolean =>
    data.personRef === personRef

const isFromElsewhere = ({ stored }: Pick<CaseFact, 'stored'>): boolean => sectorOf(stored.stream) !== 'victimSupport'

const personsOf = (facts: readonly AboutPerson[]): readonly string[] => facts.map(({ data }) => data.personRef)

/** The recorded age. Without guards, because a report must be recorded even if the age changes concurrently. */
export const age = (history: CaseHistory, { data: { personRef } }: AboutPerson): Reading<KnownAge> => {
  const protection = childProtectionOf(history, personRef)
  return { known: { protectedAsChild: protection.known }, read: protection.read }
}

/** The event by which the person came of age. Decisions have it in their basis, so it is retracted only after them. */
const majority = (history: CaseHistory, { data: { personRef } }: AboutPerson) =>
  storedOf(history.facts('victimSupport.MajorityReached').filter(isAbout(personRef)))

/** The age of the person, guarded: an age recorded concurrently causes the command to be decided again. */
export const ageAndMajority = (history: CaseHistory, command: AboutPerson): Reading<KnownAge> => {
  const { known, read } = age(history, command)
  return { known, read: [...read, ...majority(history, command)], guards: streamsUnchanged(history, ['investigation', 'case']) }
}

/**
 * The age of the person, guarded, and without naming the events that state it: the report to police that is decided on
 * it shows nothing of the record of support.
 */
export const ageUnnamed = (history: CaseHistory, command: AboutPerson): Reading<KnownAge> => ({
  ...ageAndMajority(history, command),
  read: [],
})

export const founding = (history: CaseHistory): Reading<KnownFounding> => ({
  known: { foundedBySupport: isFoundedBySupport(history) },
  read: [],
})

/** Events that can bring a guardian under suspicion: accusations, merged references, linked cases and corrections. */
const SUSPICION_TYPES = [
  'investigation.SuspectIdentified',
  'investigation.SuspectArrested',
  'prosecution.ChargeLaid',
  'prosecution.ChargeAmended',
  'adjudication.PrivateComplaintRegistered',
  'case.PersonRefsMerged',
  'case.CasesLinked',
  'case.EventCorrected',
  'case.EventRetracted',
] as const

/** For a command whose linked cases were not read: as if there were more cases than were read. */
const LINKED_CASES_UNREAD: LinkedCases = { cases: [], hasMore: true, caseIdsToGuard: [], asOf: '0' }

const hasRecruitedOrExploited = ({ data: { roleInProcess } }: CaseFact<'investigation.SuspectIdentified'>): boolean =>
  roleInProcess.includes('RecruiterOrIntermediary') || roleInProcess.includes('Exploiter')

/** The complaints before a court, and whom they accuse of a charge that the court did not end. */
const complaintsIn = (one: CaseHistory) => {
  const [complained, ended] = [one.facts('adjudication.PrivateComplaintRegistered'), one.facts('adjudication.ChargesEnded')]
  const over = new Set(ended.flatMap(({ data }) => data.chargeIds))
  const charges = complained.flatMap(({ data }) => data.charges).filter(({ chargeId }) => !over.has(chargeId))
  return { facts: [...complained, ...ended], accused: charges.map(({ accusedRef }) => accusedRef) }
}

const suspicionsIn = (one: CaseHistory) => ({
  suspected: one.facts('investigation.SuspectIdentified'),
  arrested: one.facts('investigation.SuspectArrested'),
  charged: one.facts('prosecution.ChargeLaid', 'prosecution.ChargeAmended'),
  complaints: complaintsIn(one),
})

/** The persons under suspicion in the case, and in linked cases, under all their references. */
const suspicionOf = (
  history: CaseHistory,
  { data: { personRef } }: AboutPerson,
  linked: LinkedCases = LINKED_CASES_UNREAD,
): Reading<KnownSuspicion> => {
  const cases = [history, ...linked.cases]
  const { suspected, arrested, charged, complaints } = suspicionsIn(history)
  const elsewhere = linked.cases.map(suspicionsIn)
  const links = history.facts('case.CasesLinked', 'case.CasesUnlinked')
  const persons = whoIsWhoIn(cases)
  const allRefsOf = (refs: readonly string[]) => [...new Set(refs.flatMap((ref) => [...persons.refsOf(ref)]))]
  return {
    known: {
      ownRefs: [...persons.refsOf(personRef)],
      suspects: allRefsOf(personsOf([...suspected, ...arrested])),
      accused: allRefsOf(charged.map(({ data }) => data.accusedRef)),
      complainedOf: allRefsOf([complaints, ...elsewhere.map((one) => one.complaints)].flatMap(({ accused }) => accused)),
      recruitersAndExploiters: allRefsOf(personsOf(suspected.filter(hasRecruitedOrExploited))),
      suspectedInLinkedCases: allRefsOf(
        elsewhere.flatMap((one) => [...personsOf([...one.suspected, ...one.arrested]), ...one.charged.map(({ data }) => data.accusedRef)]),
      ),
      linkedCasesIncomplete: linked.hasMore,
    },
    read: [...storedOf(suspected, arrested, charged, complaints.facts, links), ...persons.read],
    guards: [...streamsUnchanged(history, ['investigation', 'case']), casesUnchanged(linked, ...SUSPICION_TYPES)],
  }
}

/** The age of the person to be represented by a guardian, and the persons under suspicion. */
export const guardianship = (history: CaseHistory, command: AboutPerson, { linked }: MoreToRead): Reading<KnownForGuardian> => {
  const { known, read } = age(history, command)
  const suspicion = suspicionOf(history, command, linked)
  return { known: { ...known, suspicion: suspicion.known }, read: [...read, ...suspicion.read], guards: suspicion.guards }
}

type UnreadConsent = UnreadCommand<GrantConsent>

export const isGivenByGuardian = ({ data }: UnreadConsent): boolean => data.grantedBy === 'guardian'

/** The age of the person who consents; if a guardian gives the consent, also the persons under suspicion. */
export const consent = (history: CaseHistory, command: UnreadConsent, more: MoreToRead): Reading<KnownForConsent> => {
  if (!isGivenByGuardian(command)) return ageAndMajority(history, command)
  const reading = guardianship(history, command, more)
  return { ...reading, read: [...reading.read, ...majority(history, command)] }
}

/** The facts on which a return depends: the age, the last risk assessment, and whether testimony is still expected. */
export const returning = (history: CaseHistory, command: AboutPerson & DatedCommand): Reading<KnownForReturn> => {
  const before = factsBefore(command)
  const isAboutPerson = isAbout(command.data.personRef)
  const { known, read } = age(history, command)
  const assessed = history.facts('victimSupport.RiskAssessed').filter(isAboutPerson)
  const lastAssessment = before(assessed).at(-1)
  const scheduled = history.facts('adjudication.HearingScheduled')
  const held = history.facts('adjudication.HearingHeld').map(({ data }) => data.hearingId)
  const agreed = history.facts('prosecution.TestimonyConsentRecorded').filter(isAboutPerson)
  // A refusal that was stated to support may be kept there, and the agreement on the return is shared.
  const refused = history.facts('prosecution.TestimonyRefused').filter((fact) => isAboutPerson(fact) && isFromElsewhere(fact))
  const isRefused =
    before(history.facts('prosecution.TestimonyConsentRecorded', 'prosecution.TestimonyRefused').filter(isAboutPerson)).at(-1)?.type ===
    'prosecution.TestimonyRefused'
  const testified = history.facts('adjudication.TestimonyGiven').filter(isAboutPerson)
  const over = [...held, ...testified.map(({ data }) => data.hearingId)]
  const expected = scheduled.filter(({ data }) => !over.includes(data.hearingId))
  return {
    known: {
      ...known,
      lastRiskAssessment: lastAssessment && { eventId: lastAssessment.id, reviewBy: lastAssessment.data.reviewBy },
      testimonyPending:
        !isRefused &&
        (testified.length < agreed.length ||
          // Who testified in one trial may still have to in another, such as that of an accused who was severed.
          expected.some(({ data: { toBeHeard = [] } }) => testified.length === 0 || toBeHeard.includes(command.data.personRef))),
    },
    read: [...read, ...storedOf(assessed, scheduled, agreed, refused, testified), ...majority(history, command)],
    guards: streamsUnchanged(history, ['investigation', 'case'], ['prosecution', 'case'], ['adjudication', 'courtCase']),
  }
}

/** Guards against a concurrent merge: the consent may have been withdrawn under another reference of the person. */
export const identities = (history: CaseHistory): Reading<object> => ({ known: {}, read: [], guards: identitiesUnchanged(history) })

/** The languages in which police screened the person, as an indication of the languages that the person understands. */
export const languages = (history: CaseHistory, { data: { personRef } }: AboutPerson): Reading<KnownLanguages> => {
  const screened = history.facts('investigation.ScreeningConducted').filter(isAbout(personRef))
  return { known: { screeningLanguages: screened.map(({ data }) => data.language) }, read: storedOf(screened) }
}

export const incidents = (history: CaseHistory, { data: { personRef } }: AboutPerson): Reading<KnownIncidents> => {
  const reported = history.facts('victimSupport.SafetyIncidentReported').filter(isAbout(personRef))
  return { known: { incidents: reported.map(({ id }) => id) }, read: storedOf(reported) }
}

/** Whether a death has happened when it is reported. */
export const death = (history: CaseHistory, command: Omit<RecordDeathInCustody, 'known'>): Reading<KnownDeath> => ({
  known: { isPlanned: releaseReading(history, command).known.isPlanned },
  read: [],
})

/** The minimum reflection period that the policy of the jurisdiction requires at the time of the fact. */
export const reflection = (
  _: CaseHistory,
  { policy, occurredAt, now }: Omit<StartReflectionPeriod, 'known'>,
): Reading<KnownReflection> => ({
  known: { reflectionDays: clockOf(policy, 'reflectionPeriod', occurredAt ?? now)?.maxDays },
  read: [],
})
