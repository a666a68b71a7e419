import type { AgeBand, AgeRange, CRIMINAL_PROCEDURE, DataOf, EventTypeName, ServiceName } from '@case-timeline/contracts'
import { statedBand } from './age-range.ts'
import type { Verdict } from './verdicts.ts'

/** The power under which persons are held for charges. */
export const FOR_CHARGES: typeof CRIMINAL_PROCEDURE = 'criminalProcedure'

type AppealEffect = DataOf<'adjudication.AppealDecided'>['effects'][number]['effect']

/** A part of a sentence, as the court stated it. */
export type SentencePart = DataOf<'adjudication.SentenceImposed'>['components'][number]

/** Time in custody that by law may not count. */
export interface NotCounted {
  readonly from: string
  readonly until: string
  readonly reason: string
}

/** A person is held from now on: by an arrest, by an order of detention, or by its extension. */
export interface HeldFact {
  readonly is: 'held'
  readonly personRef: string
  /** The reference is that of several persons: what is recorded of one says nothing of the next. */
  readonly unseparated?: true | undefined
  readonly by: 'arrest' | 'order' | 'extension'
  readonly authority: string
  /**
   * `own`: the authority holds the person by a power outside criminal procedure. `claimed`: no office of that authority
   * recorded it, so that none of its limits applies. Absent: it is a custody of criminal procedure.
   */
  readonly power?: 'own' | 'claimed'
  /** Absent: the time of the event. */
  readonly from?: string
  /** The end that the order states. */
  readonly until?: string | undefined
  readonly orderRef?: string | undefined
  readonly legalBasis?: string | undefined
  /** Why the person was arrested. */
  readonly ground?: string | undefined
  readonly notCounted?: readonly NotCounted[] | undefined
  /** As the holder stated it, otherwise as its own record has it. Absent: neither. */
  readonly ageBand?: AgeBand | undefined
  /** The age of a child, as far as the holder stated it. */
  readonly ageRange?: AgeRange | undefined
}

/** A sentence for a charge. */
export interface SentencedFact extends AboutCharge {
  readonly is: 'sentenced'
  readonly parts: readonly SentencePart[]
  /** How it runs with the other sentences of the person; absent: not recorded. */
  readonly runs?: DataOf<'adjudication.SentenceImposed'>['runs']
}

/** A decision on a charge. */
export interface AboutCharge {
  readonly chargeId: string
  /** The person whom the decision names; absent: it names only the charge. */
  readonly accusedRef?: string | undefined
}

/** What a fact says of the liberty of a person. This shape is stored in `deadlines_v13`: change it with the view's version. */
export type CustodyFact =
  | HeldFact
  /** The person is free, `isServed` after serving the sentence; or another order replaced the one under which the person was held. Without `at`: at the time of the event. */
  | {
      readonly is: 'released' | 'replaced'
      readonly personRef: string
      readonly at?: string
      readonly isServed?: true
      /** Only of the restriction that is lifted; absent: of all that holds the person. */
      readonly orderRef?: string
      /** Only the custody under these powers or orders; absent: all of it, by the service that records it. */
      readonly ends?: ReleaseData['ends'] | undefined
    }
  /** The person died in custody, charged or not. */
  | { readonly is: 'died'; readonly personRef: string; readonly at: string }
  | { readonly is: 'charged'; readonly personRef: string; readonly chargeId: string }
  /** The prosecutor withdrew a charge, or a court ended it without a verdict. */
  | (AboutCharge & { readonly is: 'withdrawn'; readonly because: 'withdrawn' | 'replaced' | 'died' })
  | (AboutCharge & { readonly is: 'tried'; readonly verdict: Verdict })
  | (AboutCharge & { readonly is: 'appealed'; readonly effect: AppealEffect })
  | SentencedFact
  /** The verdict on the charge can no longer be appealed. */
  | (AboutCharge & { readonly is: 'final' })
  /** A court cleared a victim of a charge, or the prosecutor does not prosecute the person. */
  | (AboutCharge & { readonly is: 'cleared' })
  /** A court ordered the release of the accused, whatever becomes of the charge: it allowed a habeas corpus. */
  | (AboutCharge & { readonly is: 'releaseOrdered' })
  | { readonly is: 'notProsecuted'; readonly personRef: string; readonly ground: 'nonPunishment' | 'noProsecution' }
  | { readonly is: 'bail'; readonly personRef: string; readonly granted: boolean }

/** Reads what one event type says of liberty. */
export interface CustodyMapping {
  readonly type: EventTypeName
  of(data: unknown): readonly CustodyFact[]
}

/** What an event type says of liberty. The data is given its type here: it was validated when the event was recorded. */
export const says = <const E extends EventTypeName>(type: E, of: (data: DataOf<E>) => readonly CustodyFact[]): CustodyMapping => ({
  type,
  of: (data) => of(data as DataOf<E>),
})

type DetentionData = DataOf<'investigation.DetentionOrdered'>
type ReleaseData = DataOf<'investigation.DetentionEnded'>

/** Which authority holds a person. */
const holderOf = (
  authority: string,
  { otherAuthority, powerFrom }: Pick<DetentionData, 'otherAuthority' | 'powerFrom'>,
): Pick<HeldFact, 'authority' | 'power'> => ({
  authority: otherAuthority ?? authority,
  ...(otherAuthority === undefined ? {} : { power: powerFrom === undefined ? 'claimed' : 'own' }),
})

const held =
  (by: 'order' | 'extension') =>
  ({
    personRef,
    unseparated,
    authority,
    otherAuthority,
    powerFrom,
    from,
    until,
    orderRef,
    legalBasis,
    notCounted,
    ageBand,
    ageRange,
    ageOnRecord,
  }: DetentionData): readonly CustodyFact[] => [
    {
      is: 'held',
      personRef,
      unseparated,
      by,
      ...holderOf(authority, { otherAuthority, powerFrom }),
      from,
      until,
      orderRef,
      legalBasis,
      notCounted,
      ageBand: statedBand({ ageBand, ageRange }) ?? ageOnRecord,
      ageRange,
    },
  ]
/** Whom another country holds is held here no more. */
const ended = ({ personRef, at, releaseReason, transferredTo, otherAuthority, ends }: ReleaseData): readonly CustodyFact[] => [
  {
    is: releaseReason === 'replaced' && transferredTo === undefined ? 'replaced' : 'released',
    personRef,
    at,
    ...(transferredTo === undefined ? { ends: ends ?? { powers: [otherAuthority ?? FOR_CHARGES] } } : {}),
    ...(releaseReason === 'sentenceServed' ? { isServed: true } : {}),
  },
]

/** The death of a person whom an agency held. */
export const died = ({ personRef, at }: DataOf<'victimSupport.PersonDiedInCustody'>): readonly CustodyFact[] => [
  { is: 'died', personRef, at },
]

const triedAbroad = (chargeId: string) => ({ is: 'withdrawn', chargeId, because: 'withdrawn' }) as const
/** Why a withdrawn charge is gone. One that is to be replaced gives no right to hold the person until another is laid. */
const withdrawalOf = (reason: DataOf<'prosecution.ChargeWithdrawn'>['reasonCode']): 'withdrawn' | 'replaced' | 'died' =>
  reason === 'accusedDeceased' ? 'died' : reason === 'replaced' ? 'replaced' : 'withdrawn'

/** What each event type says of the liberty of persons. */
export const CUSTODY_FACTS: readonly CustodyMapping[] = [
  says(
    'investigation.SuspectArrested',
    ({ personRef, unseparated, otherAuthority, powerFrom, ground, notCounted, ageBand, ageRange, ageOnRecord }) => [
      {
        is: 'held',
        personRef,
        unseparated,
        by: 'arrest',
        ...holderOf('POLICE', { otherAuthority, powerFrom }),
        ground,
        notCounted,
        ageBand: statedBand({ ageBand, ageRange }) ?? ageOnRecord,
        ageRange,
      },
    ],
  ),
  says('investigation.DetentionOrdered', held('order')),
  says('prosecution.DetentionOrdered', held('order')),
  says('adjudication.DetentionOrdered', held('order')),
  says('investigation.DetentionExtended', held('extension')),
  says('prosecution.DetentionExtended', held('extension')),
  says('adjudication.DetentionExtended', held('extension')),
  says('investigation.DetentionEnded', ended),
  says('prosecution.DetentionEnded', ended),
  says('adjudication.DetentionEnded', ended),
  says('investigation.PersonDiedInCustody', died),
  says('prosecution.PersonDiedInCustody', died),
  says('adjudication.PersonDiedInCustody', died),
  // A private complaint is no such charge: that a person complains gives nobody a right to hold, and an order of a court does.
  says('prosecution.ChargeLaid', ({ accusedRef, chargeId }) => [{ is: 'charged', personRef: accusedRef, chargeId }]),
  says('prosecution.ChargeWithdrawn', ({ chargeId, reasonCode }) => [{ is: 'withdrawn', chargeId, because: withdrawalOf(reasonCode) }]),
  says('prosecution.LeadJurisdictionAgreed', ({ chargesTransferred }) => chargesTransferred.map(triedAbroad)),
  says('adjudication.ChargesEnded', ({ chargeIds, accusedRef, ground }) =>
    chargeIds.map((chargeId) => ({ is: 'withdrawn', chargeId, accusedRef, because: ground === 'accusedDied' ? 'died' : 'withdrawn' })),
  ),
  says('adjudication.VerdictDelivered', ({ chargeId, accusedRef, verdict }) => [{ is: 'tried', chargeId, accusedRef, verdict }]),
  says('adjudication.AppealDecided', ({ effects, outcome, remedy }) => [
    ...effects.map(({ chargeId, effect }) => ({ is: 'appealed' as const, chargeId, effect })),
    // One that is allowed in part may release nobody.
    ...(remedy === 'habeasCorpus' && outcome === 'allowed'
      ? effects.map(({ chargeId }) => ({ is: 'releaseOrdered' as const, chargeId }))
      : []),
  ]),
  says('adjudication.SentenceImposed', ({ chargeId, components, runs }) => [{ is: 'sentenced', chargeId, parts: components, runs }]),
  says('adjudication.JudgmentBecameFinal', ({ chargeId }) => [{ is: 'final', chargeId }]),
  says('adjudication.NonPunishmentApplied', ({ chargeIds, personRef }) =>
    chargeIds.map((chargeId) => ({ is: 'cleared', chargeId, accusedRef: personRef })),
  ),
  says('prosecution.NonPunishmentAssessed', ({ personRef, liability, decision }) =>
    // An application to quash leaves the charge, and with it the right to hold, to the court.
    liability === 'criminal' && (decision === 'noCharge' || decision === 'withdraw')
      ? [{ is: 'notProsecuted', personRef, ground: 'nonPunishment' }]
      : [],
  ),
  says('prosecution.NoProsecutionDecided', ({ suspects, reasonCodes }) =>
    suspects.map((personRef) => ({
      is: 'notProsecuted',
      personRef,
      ground: reasonCodes.includes('nonPunishment') ? 'nonPunishment' : 'noProsecution',
    })),
  ),
  says('adjudication.BailDecided', ({ accusedRef, granted }) => [{ is: 'bail', personRef: accusedRef, granted }]),
]

/** What a fact says of liberty, and when. */
export interface DatedCustodyFact {
  readonly eventId: string
  /** The service that recorded it. */
  readonly service: string
  readonly jurisdiction: string
  /** When it occurred; if unknown, when it was recorded. */
  readonly at: string
  /** True if `at` is when it was recorded. */
  readonly undated?: boolean | undefined
  readonly imported?: boolean | undefined
  readonly zone?: string | undefined
  /**
   * When an agency that holds persons recorded that the person is held or released, and which time does not count; or when
   * any recorded a death: RFC 3339.
   * Absent: a court decided it, an import reports it, or it is no such fact.
   */
  readonly statedAt?: string | undefined
  readonly custody: CustodyFact
}

/** The first moment of a date text in its zone and the first after it, in milliseconds of one epoch. */
export type SpanOf = (text: string, zone?: string) => { readonly from: number; readonly until: number }

/** The moment at which a stated end is past: a moment itself, or the end of a day, month or year. */
export const endOf = (text: string, zone: string | undefined, spanOf: SpanOf): number => {
  const { from, until } = spanOf(text, zone)
  return text.includes('T') ? from : until
}

/** When a fact about liberty took effect, as it states it. */
export const timeOf = ({ at, custody }: Pick<DatedCustodyFact, 'at' | 'custody'>): string => {
  if (custody.is === 'held') return custody.from ?? at
  return 'at' in custody ? (custody.at ?? at) : at
}

/** Whether a fact says that the person died: as such, or as the reason why a charge ended. */
export const isDeath = ({ custody }: Pick<DatedCustodyFact, 'custody'>): boolean =>
  custody.is === 'died' || (custody.is === 'withdrawn' && custody.because === 'died')

/** Whether a fact states that a custody is over: of whom its service holds, it ends that custody. */
export const statesEndOfCustody = (fact: Pick<DatedCustodyFact, 'custody'>): boolean => fact.custody.is === 'released' || isDeath(fact)

/** Whether nothing can be claimed from it: an import that does not say when it happened. */
export const isUndatedImport = ({ undated, imported, custody }: DatedCustodyFact): boolean =>
  undated === true && imported === true && custody.is === 'held' && custody.from === undefined

/** How a fact about custody was recorded. */
interface Recording {
  readonly service: string
  readonly imported?: boolean | undefined
  /** When the fact was recorded, or the correction by which it states what it states: RFC 3339. */
  readonly recordedAt: string
}

/** The services whose records are decisions of courts. */
export const COURTS: readonly string[] = ['adjudication' satisfies ServiceName]

/** `statedAt` of a dated fact: undefined for what a court decided, or an import reports. A death is no decision of a court. */
export const statedAtOf = ({ is }: CustodyFact, { service, imported, recordedAt }: Recording): string | undefined => {
  if (imported === true) return undefined
  const isStatement = is === 'held' || is === 'released' || is === 'replaced'
  return is === 'died' || (isStatement && !COURTS.includes(service)) ? recordedAt : undefined
}
