import type { DataOf, ServiceName } from '@case-timeline/contracts'
import { actRecordedBy, appealKey, claimKey, sectorOf, withRecordedAct, type ActOfParty, type RecordedAct } from './acts-of-parties.ts'
import type { CaseFact, CaseHistory } from './case-history.ts'
import { instancesIn, type Instance } from './instances.ts'
import { storedOf, type Reading } from './reading.ts'

/** What another sector recorded of the act that a command records. */
export interface KnownSameAct {
  /** The events that recorded it; absent: none did. */
  readonly sameElsewhere?: readonly string[] | undefined
}
/** The date of each court decision, by event id. */
export interface KnownJudgments extends KnownSameAct {
  readonly decidedOn: Readonly<Record<string, string>>
  /** Which court made it, where that is known: each has its own time for an appeal. */
  readonly instances?: Readonly<Record<string, Instance>> | undefined
  /** Whether the appeal is against another decision of the court, such as one on bail: the window is not that of judgments. */
  readonly isInterlocutory: boolean
}
/** Whether the claimant was informed of the right to compensation. */
export interface KnownRights extends KnownSameAct {
  readonly informedOfCompensation: boolean
}

/** A record of an act, with the event that it was recorded by. */
interface RecordedInEvent extends RecordedAct {
  readonly eventId: string
}

/**
 * The events by which other sectors recorded the act of a command. They are not named as read: the decision does not depend
 * on them, and either record can be retracted, so that the other remains.
 * @param acts the acts that were recorded
 * @param decided the ids that were decided
 */
const sameActElsewhere = (
  recorded: readonly RecordedInEvent[],
  act: RecordedAct,
  acts: readonly ActOfParty[],
  decided: readonly string[] = [],
): KnownSameAct => {
  const same = actRecordedBy(acts, act, decided)
  const elsewhere = recorded.filter(({ id, sector }) => sector !== act.sector && same?.ids.includes(id)).map(({ eventId }) => eventId)
  return { sameElsewhere: elsewhere.length === 0 ? undefined : elsewhere }
}

const inEvent = ({ id: eventId, stored }: Pick<CaseFact, 'id' | 'stored'>, id: string, key: string): RecordedInEvent => ({
  id,
  key,
  sector: sectorOf(stored.stream),
  eventId,
})

const noticeIn = (fact: CaseFact<'prosecution.AppealLodged'>): RecordedInEvent => inEvent(fact, fact.data.appealId, appealKey(fact.data))

/** The appeals of a case, each once, whichever sectors recorded it. */
export const appealsOf = (history: CaseHistory): readonly ActOfParty[] => {
  let acts: readonly ActOfParty[] = []
  const decided: string[] = []
  // In recording order: a notice that is recorded after a decision is not of the appeal that was decided.
  for (const fact of history.facts('prosecution.AppealLodged', 'adjudication.AppealDecided'))
    if (fact.type === 'prosecution.AppealLodged') acts = withRecordedAct(acts, noticeIn(fact), decided)
    else decided.push(fact.data.appealId)
  return acts
}

/**
 * The dates of the judgments of the court, whether an appeal is against another of its decisions, and whether another sector
 * than the recording one has the notice on record.
 */
export const judgmentsFor =
  (service: ServiceName) =>
  (history: CaseHistory, { data }: { readonly data: DataOf<'prosecution.AppealLodged'> }): Reading<KnownJudgments> => {
    const { against, appealId } = data
    const decided = history.facts(
      'adjudication.VerdictDelivered',
      'adjudication.SentenceImposed',
      'adjudication.CompensationOrdered',
      'adjudication.ConfiscationOrdered',
      'adjudication.AppealDecided',
      'adjudication.ChargesEnded',
    )
    // Only the decision under appeal is read: the appeal depends on no other.
    const interlocutory = history
      .facts(
        'adjudication.BailDecided',
        'adjudication.EvidenceRuledOn',
        'adjudication.ConfidentialityOrdered',
        'adjudication.ProtectionMeasureOrdered',
        'adjudication.ProtectionMeasureLifted',
        'adjudication.NonPunishmentApplied',
        'adjudication.JudgeRecused',
        'adjudication.DetentionOrdered',
        'adjudication.DetentionExtended',
        'adjudication.DetentionEnded',
      )
      .filter(({ id }) => id === against)
    const lodged = history.facts('prosecution.AppealLodged')
    // Which court decided an appeal follows from what that appeal was against.
    const decidedAppeals = decided.flatMap((fact) => (fact.type === 'adjudication.AppealDecided' ? [fact.data.appealId] : []))
    const instanceOf = instancesIn(history)
    return {
      known: {
        instances: Object.fromEntries(
          decided.flatMap((one) => {
            const instance = instanceOf(one)
            return instance === undefined ? [] : [[one.id, instance] as const]
          }),
        ),
        decidedOn: Object.fromEntries(decided.map(({ id, occurredAt = '' }) => [id, occurredAt])),
        isInterlocutory: interlocutory.length > 0,
        ...sameActElsewhere(
          lodged.map(noticeIn),
          { id: appealId, key: appealKey(data), sector: service },
          appealsOf(history),
          decidedAppeals,
        ),
      },
      read: storedOf(
        decided,
        interlocutory,
        lodged.filter((fact) => decidedAppeals.includes(fact.data.appealId)),
      ),
    }
  }

/** Whether victim support informed a claimant of the right to compensation. */
export const rightsOfClaimant = (history: CaseHistory, personRef: string): Reading<KnownRights> => {
  const informed = history
    .facts('victimSupport.RightsInformed')
    .filter(({ data }) => data.personRef === personRef && data.topics.includes('compensation'))
  return { known: { informedOfCompensation: informed.length > 0 }, read: storedOf(informed) }
}

/** The same, and whether another sector than the recording one has the claim on record. */
export const rightsFor =
  (service: ServiceName) =>
  (history: CaseHistory, { data }: { readonly data: DataOf<'prosecution.CompensationClaimFiled'> }): Reading<KnownRights> => {
    const { known, read } = rightsOfClaimant(history, data.personRef)
    const recorded = history
      .facts('prosecution.CompensationClaimFiled')
      .map((fact) => inEvent(fact, fact.data.claimId, claimKey(fact.data)))
    const acts = recorded.reduce<readonly ActOfParty[]>((before, one) => withRecordedAct(before, one), [])
    return { known: { ...known, ...sameActElsewhere(recorded, { id: data.claimId, key: claimKey(data), sector: service }, acts) }, read }
  }

/** Whether another sector than the recording one has on record that a person will not testify, and no consent since. */
export const refusalFor =
  (service: ServiceName) =>
  (history: CaseHistory, { data: { personRef } }: { readonly data: { readonly personRef: string } }): Reading<KnownSameAct> => {
    const last = history
      .facts('prosecution.TestimonyConsentRecorded', 'prosecution.TestimonyRefused')
      .findLast(({ data }) => data.personRef === personRef)
    const isSame = last?.type === 'prosecution.TestimonyRefused' && sectorOf(last.stored.stream) !== service
    return { known: { sameElsewhere: isSame ? [last.id] : undefined }, read: [] }
  }
