import {
  afterConviction,
  custodyAccount,
  CUSTODY_FACTS,
  endedRightAt,
  holdsInForce,
  isHold,
  libertyByPerson,
  libertyWithHold,
  releasedOnSameGround,
  statedAtOf,
  storedOf,
  timeOf,
  type CaseHistory,
  type CustodyFact,
  type DatedCustodyFact,
  type KnownLiberty,
  type Reading,
  type SpanOf,
  sectorOf,
} from '@case-timeline/casework'
import type { EventTypeName, JurisdictionPolicy, ServiceName } from '@case-timeline/contracts'
import { recordingOf } from '../deadlines/clocks.ts'
import { prolongedBy } from './prolonged-order.ts'

/** A command by which a person is held, before the case was read. */
interface HoldingCommand {
  readonly data: { readonly personRef: string }
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  readonly now: string
  readonly spanOf: SpanOf
  readonly jurisdiction?: string | undefined
  readonly policy?: JurisdictionPolicy | undefined
}

const TYPES = CUSTODY_FACTS.map(({ type }) => type)

const factsOf = (type: string, data: unknown): readonly CustodyFact[] =>
  CUSTODY_FACTS.find((mapping) => mapping.type === type)?.of(data) ?? []

const libertyFactsIn = (history: CaseHistory) =>
  history.facts(...TYPES).flatMap(({ id, type, data, occurredAt, occurredZone, restatedAt, stored }) => {
    const service = sectorOf(stored.stream)
    const recording = { service, imported: stored.envelope.imported !== undefined, recordedAt: recordingOf({ data, restatedAt, stored }) }
    return factsOf(type, data).map((custody) => ({
      eventId: id,
      service,
      jurisdiction: stored.envelope.jurisdiction,
      at: occurredAt ?? stored.recordedAt,
      undated: occurredAt === undefined,
      imported: stored.envelope.imported !== undefined,
      zone: occurredAt === undefined ? undefined : occurredZone,
      statedAt: statedAtOf(custody, recording),
      custody,
      stored,
    }))
  })

const serviceOf = (type: EventTypeName): ServiceName => type.slice(0, type.indexOf('.')) as ServiceName

/** The fact that a command will record. */
const reportedBy = (type: EventTypeName, { data, occurredAt, occurredZone, now, jurisdiction = '' }: HoldingCommand): DatedCustodyFact[] =>
  factsOf(type, data).map((custody) => ({
    eventId: '',
    service: serviceOf(type),
    statedAt: statedAtOf(custody, { service: serviceOf(type), recordedAt: now }),
    jurisdiction,
    at: occurredAt ?? now,
    undated: occurredAt === undefined,
    zone: occurredAt === undefined ? undefined : occurredZone,
    custody,
  }))

const KEPT = { limit: 'kept' } as const

type KnownLimit = Pick<KnownLiberty, 'limit' | 'limitVerified'>

/** @param own facts of the person, in the order in which they occurred @param recorded facts of the case */
const limitKeptBy = (
  fact: DatedCustodyFact,
  own: readonly DatedCustodyFact[],
  recorded: readonly DatedCustodyFact[],
  { policy, spanOf }: Pick<HoldingCommand, 'policy' | 'spanOf'>,
): KnownLimit => {
  if (policy === undefined || !isHold(fact)) return KEPT
  const { personRef, until } = fact.custody
  const all = libertyWithHold(own, recorded, fact, spanOf)
  const { holdings, lawfulEndOf } = custodyAccount(all, spanOf)
  const holding = holdings.find(({ by }) => by === fact)
  if (holding === undefined) return KEPT
  const after = afterConviction(all)
  const { isConvicted, isFinal } = after.at(holding.place)
  if (isFinal) return KEPT
  const ofPerson = recorded.filter(({ custody }) => custody.is === 'held' && custody.personRef === personRef)
  const prolongs = prolongedBy([...ofPerson, fact]).get(fact)
  const end = lawfulEndOf(holding, { policy, prolongs, isConvicted })
  if (end.is === 'limited' && spanOf(until ?? holding.from, fact.zone).from >= end.at)
    return { limit: 'exceeded', limitVerified: end.law.verified ?? 'no' }
  const [withoutSentence] = after.timesWithoutSentence(holding.place)
  const isSentenced = withoutSentence === undefined || withoutSentence.from !== undefined
  return end.isOwnLimitUnknown && !isSentenced ? { limit: 'unknown' } : KEPT
}

/**
 * What is known of the liberty of a person who is held by an event.
 * @param type of the event that the command will record
 */
export const libertyReadingOf =
  (type: EventTypeName) =>
  (history: CaseHistory, command: HoldingCommand): Reading<KnownLiberty> => {
    const { spanOf } = command
    const { personRef } = command.data
    const facts = libertyFactsIn(history)
    const own = libertyByPerson(facts, spanOf, new Set([personRef])).get(personRef) ?? []
    const [fact] = reportedBy(type, command)
    const ended = fact && endedRightAt(own, timeOf(fact), fact.zone, spanOf)
    const isArrest = fact !== undefined && isHold(fact) && fact.custody.by === 'arrest' && own.length > 0
    const releasedBefore = isArrest ? releasedOnSameGround(libertyWithHold(own, facts, fact, spanOf), fact, spanOf) : undefined
    return {
      known: {
        rightEnded: ended && { ground: ended.ground, at: timeOf(ended.by) },
        ...(releasedBefore === undefined ? {} : { releasedBefore }),
        ...(fact === undefined ? KEPT : limitKeptBy(fact, own, facts, command)),
      },
      read: storedOf(own),
    }
  }

/**
 * Whether the record of a release or a death leaves the person held by another service, and no court orders the release by
 * it; or, of a release, whether it ends nothing although the person is held.
 */
export const endOfCustodyReading =
  (type: EventTypeName) =>
  (history: CaseHistory, command: HoldingCommand): { readonly isHeldElsewhere: boolean } & Pick<Reading<unknown>, 'read'> => {
    const { spanOf } = command
    const { personRef } = command.data
    const facts = libertyFactsIn(history)
    const [reported] = reportedBy(type, command)
    if (reported === undefined) return { isHeldElsewhere: false, read: [] }
    const own = libertyByPerson<DatedCustodyFact>([...facts, reported], spanOf, new Set([personRef])).get(personRef) ?? []
    const inForce = holdsInForce()
    for (const fact of own) {
      const { ended, contradicted, orderedToEnd } = inForce.apply(fact)
      if (fact !== reported) continue
      const isWithoutEffect = ended.length === 0 && orderedToEnd.length === 0 && inForce.isHeld() && fact.custody.is === 'released'
      const read = storedOf(facts.filter(({ custody }) => 'personRef' in custody && custody.personRef === personRef))
      return { isHeldElsewhere: contradicted.length > 0 || isWithoutEffect, read }
    }
    return { isHeldElsewhere: false, read: [] }
  }
