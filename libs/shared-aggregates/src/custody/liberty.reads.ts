import {
  CUSTODY_FACTS,
  endedRightAt,
  holdingsOf,
  lawfulEndOf,
  libertyByPerson,
  storedOf,
  timeOf,
  type CaseHistory,
  type CustodyFact,
  type DatedCustodyFact,
  type KnownLiberty,
  type Reading,
} from '@case-timeline/casework'
import type { EventTypeName, JurisdictionPolicy, ServiceName } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { prolongedOrder } from './limits.ts'

/** A command by which a person is held, before the case was read. */
interface HoldingCommand {
  readonly data: { readonly personRef: string }
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  readonly now: string
  readonly jurisdiction?: string | undefined
  readonly policy?: JurisdictionPolicy | undefined
}

const TYPES = CUSTODY_FACTS.map(({ type }) => type)

const factsOf = (type: string, data: unknown): readonly CustodyFact[] =>
  CUSTODY_FACTS.find((mapping) => mapping.type === type)?.of(data) ?? []

const libertyFactsIn = (history: CaseHistory) =>
  history.facts(...TYPES).flatMap(({ id, type, data, occurredAt, occurredZone, stored }) =>
    factsOf(type, data).map((custody) => ({
      eventId: id,
      service: stored.stream.slice(0, stored.stream.indexOf('.')),
      jurisdiction: stored.envelope.jurisdiction,
      at: occurredAt ?? stored.recordedAt,
      undated: occurredAt === undefined,
      imported: stored.envelope.imported !== undefined,
      zone: occurredAt === undefined ? undefined : occurredZone,
      custody,
      stored,
    })),
  )

/** The fact that a command will record. */
const reportedBy = (type: EventTypeName, { data, occurredAt, occurredZone, now, jurisdiction = '' }: HoldingCommand): DatedCustodyFact[] =>
  factsOf(type, data).map((custody) => ({
    eventId: '',
    service: type.slice(0, type.indexOf('.')) as ServiceName,
    jurisdiction,
    at: occurredAt ?? now,
    undated: occurredAt === undefined,
    zone: occurredAt === undefined ? undefined : occurredZone,
    custody,
  }))

const limitKeptBy = (fact: DatedCustodyFact, recorded: readonly DatedCustodyFact[], policy: JurisdictionPolicy | undefined) => {
  if (policy === undefined || fact.custody.is !== 'held') return 'kept'
  const { personRef, until } = fact.custody
  const all = libertyByPerson([...recorded, fact], spanOf, new Set([personRef])).get(personRef) ?? []
  const holdings = holdingsOf(all, spanOf)
  const holding = holdings.find(({ by }) => by === fact)
  if (holding === undefined) return 'kept'
  const orders = recorded.flatMap(({ custody, at }) =>
    custody.is === 'held' && custody.by === 'order' && custody.personRef === personRef ? [{ ...custody, from: custody.from ?? at }] : [],
  )
  const prolongs = fact.custody.by === 'extension' ? prolongedOrder(orders, holding.from)?.authority : undefined
  const end = lawfulEndOf(holding, holdings, { policy, prolongs }, spanOf)
  if (end.is === 'limited' && spanOf(until ?? holding.from, fact.zone).from >= end.at) return 'exceeded'
  return end.isOwnLimitUnknown ? 'unknown' : 'kept'
}

/**
 * What is known of the liberty of a person who is held by an event.
 * @param type of the event that the command will record
 */
export const libertyReadingOf =
  (type: EventTypeName) =>
  (history: CaseHistory, command: HoldingCommand): Reading<KnownLiberty> => {
    const { personRef } = command.data
    const facts = libertyFactsIn(history)
    const own = libertyByPerson(facts, spanOf, new Set([personRef])).get(personRef) ?? []
    const [fact] = reportedBy(type, command)
    const ended = fact && endedRightAt(own, timeOf(fact), fact.zone, spanOf)
    return {
      known: {
        rightEnded: ended && { ground: ended.ground, at: timeOf(ended.by) },
        limit: fact === undefined ? 'kept' : limitKeptBy(fact, facts, command.policy),
      },
      read: storedOf(own),
    }
  }
