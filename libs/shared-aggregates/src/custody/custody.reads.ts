import {
  ageWhenHeldReading,
  kindReading,
  powerReading,
  storedOf,
  victimStatuses,
  victimStatusFacts,
  withAgeOnRecord,
  withPower,
  type CaseFact,
  type CaseHistory,
  type KnownAgeWhenHeld,
  type KnownLiberty,
  type KnownPower,
  type Reading,
} from '@case-timeline/casework'
import type { MoreToRead } from '@case-timeline/commands'
import { JUSTICE_SERVICES, type JusticeService } from '@case-timeline/contracts'
import { isAfter } from '@case-timeline/decider'
import type {
  EndDetention,
  ExtendDetention,
  KnownDeath,
  KnownDetention,
  KnownRelease,
  OrderDetention,
  RecordDeathInCustody,
} from './custody.ts'
import { factsBefore } from '../facts-before.ts'
import { endOfCustodyReading, libertyReadingOf } from './liberty.reads.ts'

const detentionsIn = (history: CaseHistory) =>
  history.facts(
    'investigation.DetentionOrdered',
    'investigation.DetentionExtended',
    'investigation.DetentionEnded',
    'prosecution.DetentionOrdered',
    'prosecution.DetentionExtended',
    'prosecution.DetentionEnded',
    'adjudication.DetentionOrdered',
    'adjudication.DetentionExtended',
    'adjudication.DetentionEnded',
  )

type DetentionFact = ReturnType<typeof detentionsIn>[number]
type OrderFact = CaseFact<'investigation.DetentionOrdered' | 'prosecution.DetentionOrdered' | 'adjudication.DetentionOrdered'>

const isOrder = (fact: DetentionFact): fact is OrderFact => fact.type.endsWith('.DetentionOrdered')
const isRecordedBy = (service: JusticeService, { type }: DetentionFact): boolean => type.startsWith(`${service}.`)

/** Whether a service ordered a detention and has not ended it since. An extension without an order does not count. */
const isHeldBy = (service: JusticeService, detentions: readonly DetentionFact[]): boolean => {
  const last = detentions.findLast((fact) => isRecordedBy(service, fact) && !fact.type.endsWith('.DetentionExtended'))
  return last !== undefined && isOrder(last)
}

type UnreadDetention = Omit<OrderDetention | ExtendDetention, 'known'>

type EndCommand = Pick<EndDetention, 'occurredAt' | 'occurredZone' | 'now' | 'spanOf'> & {
  readonly data: { readonly personRef: string; readonly at: string }
}

/** Whether the case exists, and whether a release or a death has happened when it is reported. */
export const releaseReading = (
  history: CaseHistory,
  { data: { at }, occurredZone, now }: Pick<EndDetention, 'occurredZone' | 'now'> & { readonly data: { readonly at: string } },
): Reading<KnownRelease> => ({ known: { caseExists: history.events.length > 0, isPlanned: isAfter(at, occurredZone, now) }, read: [] })

/** The same, and whether another service holds the person. */
const endReading = (
  history: CaseHistory,
  type: `${JusticeService}.${'DetentionEnded' | 'PersonDiedInCustody'}`,
  command: EndCommand,
): Reading<KnownRelease> => {
  const { isHeldElsewhere, read } = endOfCustodyReading(type)(history, command)
  return { known: { ...releaseReading(history, command).known, isHeldElsewhere }, read }
}

export const releaseReadingOf =
  (service: JusticeService) =>
  (history: CaseHistory, command: EndCommand): Reading<KnownRelease> =>
    endReading(history, `${service}.DetentionEnded`, command)

/** The same of a death, and whether the service ever arrested or detained the person. */
export const deathReadingOf =
  (service: JusticeService) =>
  (history: CaseHistory, command: Omit<RecordDeathInCustody, 'known'>): Reading<KnownDeath> => {
    const isOwn = ({ data, stored }: CaseFact<'investigation.SuspectArrested'> | DetentionFact): boolean =>
      data.personRef === command.data.personRef && stored.stream.startsWith(`${service}.`)
    const held = [
      ...history.facts('investigation.SuspectArrested').filter(isOwn),
      ...detentionsIn(history).filter((fact) => isOwn(fact) && !fact.type.endsWith('.DetentionEnded')),
    ].slice(0, 1)
    const { known, read } = endReading(history, `${service}.PersonDiedInCustody`, command)
    const all = new Map([...storedOf(held), ...read].map((event) => [event.id, event]))
    return { known: { ...known, isHeldHere: held.length > 0 }, read: [...all.values()] }
  }

/** What a justice service needs to know of a person's detention and victim status. */
const detentionReadingOf =
  (service: JusticeService) =>
  (
    history: CaseHistory,
    command: UnreadDetention,
  ): Reading<Omit<KnownDetention, keyof KnownLiberty | keyof KnownPower | keyof KnownAgeWhenHeld>> => {
    const { personRef } = command.data
    const isOfPerson = ({ data }: { readonly data: { readonly personRef: string } }): boolean => data.personRef === personRef
    const detentions = detentionsIn(history).filter(isOfPerson)
    const flags = history.facts('investigation.VictimSuspectConflictFlagged').filter(isOfPerson)
    const statuses = victimStatusFacts(history).filter(isOfPerson)
    // An assessment of administrative liability does not resolve the victim–suspect conflict.
    const assessments = history
      .facts('prosecution.NonPunishmentAssessed')
      .filter((assessment) => isOfPerson(assessment) && assessment.data.liability === 'criminal')
    const isFoundNotVictim = victimStatuses(statuses).get(personRef) === false
    const before = factsBefore(command)
    const detentionsBefore = before(detentions)
    return {
      known: {
        caseExists: history.events.length > 0,
        isUnderOrder: JUSTICE_SERVICES.some((one) => isHeldBy(one, detentionsBefore)),
        hasOpenConflict: flags.length > 0 && before(assessments).length === 0 && !isFoundNotVictim,
      },
      read: storedOf(
        detentions.filter((fact) => !isRecordedBy(service, fact)),
        flags,
        statuses,
        assessments,
      ),
    }
  }

/** What a justice service needs to know to hold a person, by an event of the given kind. */
export const holdingReadingOf =
  (service: JusticeService, kind: 'DetentionOrdered' | 'DetentionExtended') =>
  (history: CaseHistory, command: UnreadDetention, { elsewhere }: MoreToRead): Reading<KnownDetention> => {
    const detention = detentionReadingOf(service)(history, command)
    const power = powerReading(command, elsewhere)
    const legal = kindReading(history, command.data.personRef)
    const age = ageWhenHeldReading(service, history, command)
    const data = withAgeOnRecord(withPower(command.data, power.known), age.known)
    const liberty = libertyReadingOf(`${service}.${kind}`)(history, { ...command, data })
    const read = new Map([...detention.read, ...liberty.read, ...power.read, ...age.read, ...legal.read].map((event) => [event.id, event]))
    return { known: { ...detention.known, ...liberty.known, ...power.known, ...age.known, ...legal.known }, read: [...read.values()] }
  }
