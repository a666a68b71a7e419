import { randomUUID } from 'node:crypto'
import { SuspectArrested, type CommandType, type FactOf } from '@case-timeline/contracts'
import type { Command, Decider } from '@case-timeline/decider'
import { handle, type Aggregate, type Desk } from '@case-timeline/event-store'
import { caseId, circumstances, fact } from '../content.ts'
import { EVENTS_PER_STREAM, Streams, type Peer, type Prepare } from '../peer.ts'
import { DIGEST_KEY, ownStore } from './own-store.ts'

type Arrested = FactOf<typeof SuspectArrested>
type Arrest = Command<'ArrestSuspect', Arrested['data']>

const decider: Decider<ReadonlySet<string>, Arrest, Arrested> = {
  initial: new Set(),
  evolve: (arrested, { data }) => new Set([...arrested, data.personRef]),
  decide: (command) => ({
    under: [
      {
        id: 'bench.nobody-is-arrested-twice',
        sentence: 'nobody is arrested twice',
        source: 'bench',
        level: 'warn',
        holds: (arrested, { data }) => !(arrested as ReadonlySet<string>).has((data as Arrested['data']).personRef),
      },
    ],
    events: [{ type: SuspectArrested.type, data: command.data }],
  }),
}

const arrestSuspect: CommandType = {
  name: 'ArrestSuspect',
  service: 'investigation',
  meaning: 'Take a suspect into custody.',
  data: SuspectArrested.data,
  example: SuspectArrested.example,
}

/** One object for each process that is played: states are remembered by aggregate, so neither knows what the other has seen. */
const aggregateOn = (streamOf: ReadonlyMap<string, string>): Aggregate => ({
  service: 'investigation',
  name: 'case',
  events: [SuspectArrested],
  commands: [arrestSuspect],
  decider: decider as unknown as Aggregate['decider'],
  streamId: (_, data) => streamOf.get((data as Arrested['data']).personRef) ?? '',
})

/**
 * Whole commands, decided and recorded; nine in ten find their stream's state in memory: of a stream's twenty, one opens it,
 * and one comes when another process takes it over at half its length. The log is the same as that of `append`.
 */
export const handleMostlyCached: Prepare = async (adminUrl, clients): Promise<Peer> => {
  const store = await ownStore(adminUrl)
  const streams = new Streams(clients)
  const streamOf = new Map<string, string>()
  const [opening, takingOver] = [aggregateOn(streamOf), aggregateOn(streamOf)]
  const desk: Desk = { store, deployment: 'bench', digestKey: DIGEST_KEY, now: () => new Date().toISOString() }
  return {
    async append(client) {
      const commandId = randomUUID()
      const { id, revision } = streams.next(client)
      const aggregate = revision + 1 < EVENTS_PER_STREAM / 2 ? opening : takingOver
      const about = circumstances(commandId, id)
      const { data } = fact()
      streamOf.set(data.personRef, id)
      const answer = await handle(desk, aggregate, {
        caseId,
        name: 'ArrestSuspect',
        body: { data, occurredAt: about.occurredAt, occurredZone: about.occurredZone },
        actor: about.actor,
        commandId,
        keyed: true,
        correlationId: about.correlationId,
        jurisdiction: about.jurisdiction,
        legalBasis: about.legalBasis,
      })
      streamOf.delete(data.personRef)
      if (answer.outcome !== 'appended') throw new Error(`handle answered ${answer.outcome}`)
    },
    close: () => store.close(),
  }
}
