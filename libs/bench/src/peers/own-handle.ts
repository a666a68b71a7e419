import { randomUUID } from 'node:crypto'
import { SuspectArrested, type CommandType, type FactOf } from '@case-timeline/contracts'
import type { Command, Decider } from '@case-timeline/decider'
import { handle, seal, type Aggregate, type Desk, type EventStore } from '@case-timeline/event-store'
import { circumstances, fact } from '../content.ts'
import { Streams, type Peer, type Prepare } from '../peer.ts'
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

// Every twentieth command opens a stream, and every twentieth goes to one that was never seen: two in twenty read first.
const COLD_SHARE = 20
const COLD_STREAMS = 4_000
const COLD_LENGTH = 10

/** Streams of half a usual length whose states this process has never seen. */
const coldStreams = async (store: EventStore): Promise<string[]> => {
  const names = Array.from({ length: COLD_STREAMS }, () => randomUUID())
  const fill = async (name: string): Promise<void> => {
    const commandId = randomUUID()
    const commandDigest = Buffer.alloc(32, 1)
    const about = circumstances(commandId, name)
    const events = seal(Array.from({ length: COLD_LENGTH }, fact), { ...about, commandDigest }, () => SuspectArrested)
    await store.append({ stream: about.stream, expected: 'new', commandId, commandDigest, events })
  }
  for (let from = 0; from < names.length; from += 200) await Promise.all(names.slice(from, from + 200).map(fill))
  return names
}

/** Whole commands, decided and recorded; nine in ten find their stream's state in memory. */
export const handleMostlyCached: Prepare = async (adminUrl, clients): Promise<Peer> => {
  const store = await ownStore(adminUrl)
  const cold = await coldStreams(store)
  const streams = new Streams(clients)
  const targets = new Map<string, string>()
  const aggregate: Aggregate = {
    service: 'investigation',
    name: 'case',
    events: [SuspectArrested],
    commands: [arrestSuspect],
    decider: decider as unknown as Aggregate['decider'],
    streamId: (caseId) => targets.get(caseId) ?? caseId,
  }
  const desk: Desk = { store, deployment: 'bench', digestKey: DIGEST_KEY, now: () => new Date().toISOString() }
  let count = 0
  return {
    async append(client) {
      count += 1
      const commandId = randomUUID()
      const id = count % COLD_SHARE === 0 ? cold.pop() : streams.next(client).id
      if (id === undefined) throw new Error(`more than ${COLD_STREAMS} cold streams were asked for: measure for a shorter time`)
      const about = circumstances(commandId, id)
      const { data } = fact()
      const caseId = randomUUID()
      targets.set(caseId, id)
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
      targets.delete(caseId)
      if (answer.outcome !== 'appended') throw new Error(`handle answered ${answer.outcome}`)
    },
    close: () => store.close(),
  }
}
