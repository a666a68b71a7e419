import { randomUUID } from 'node:crypto'
import { aggregate, commandMemory, handle, takes, type Aggregate, type CommandContext } from '@case-timeline/commands'
import { ArrestSuspect, SuspectArrested, type FactOf, type RecordedFact } from '@case-timeline/contracts'
import type { CommandOf, Decided, Rule } from '@case-timeline/decider'
import { type AppendObserver, type EventStore, readableEventStore } from '@case-timeline/event-store'
import { caseId, recordingContextOf, fact } from '../content.ts'
import { EVENTS_PER_STREAM, Streams, type Peer, type Prepare } from '../peer.ts'
import { DIGEST_KEY, ownStore } from './own-store.ts'

type Arrested = FactOf<typeof SuspectArrested>
type Arrest = CommandOf<typeof ArrestSuspect>
type ArrestedPersons = ReadonlySet<string>

const nobodyIsArrestedTwice: Rule<ArrestedPersons, Arrest> = {
  id: 'bench.nobody-is-arrested-twice',
  sentence: 'no person is arrested twice',
  source: 'bench',
  level: 'warn',
  holds: (arrested, { data }) => !arrested.has(data.personRef),
}

const arrestSuspect = (_: ArrestedPersons, { data }: Arrest): Decided<Arrested> => ({
  under: [nobodyIsArrestedTwice],
  events: [{ type: SuspectArrested.type, data }],
})

/** The aggregate of one simulated process. States are cached by aggregate, so that two processes share no cache. */
const aggregateOn = (streamOf: ReadonlyMap<string, string>): Aggregate =>
  aggregate({
    service: 'investigation',
    name: 'case',
    events: [SuspectArrested],
    initial: new Set() as ArrestedPersons,
    evolve: (arrested: ArrestedPersons, { data }: RecordedFact<Arrested>): ArrestedPersons => new Set([...arrested, data.personRef]),
    streamId: (_, { personRef }) => streamOf.get(personRef) ?? '',
    commands: [takes(ArrestSuspect, { decide: arrestSuspect })],
  })

/** What observes the commands and the appends of a peer, as a service has it. */
export interface Observers {
  readonly around?: CommandContext['around']
  readonly append?: AppendObserver | undefined
  close?(): Promise<void>
}

/**
 * Whole commands, each decided and recorded. Nine in ten find the state of their stream in the cache: of the twenty
 * commands of a stream, the first finds no state, and neither does the eleventh, which goes to another simulated
 * process. The log is the same as that of `append`.
 */
export const handleMostlyCached: Prepare = (adminUrl, clients) => handling(adminUrl, clients, {})

/** Like `handleMostlyCached`, with observers. */
export const handling = async (adminUrl: string, clients: number, observers: Observers): Promise<Peer> => {
  const { append: observer } = observers
  return handlingIn(await ownStore(adminUrl, observer ? { onBatch: (commands) => observer.sent(commands) } : {}), clients, observers)
}

/** Like `handling`, in a store that is open. */
export const handlingIn = (own: EventStore, clients: number, { around, append: observer, close }: Observers): Peer => {
  // As every service has it, so that what is compared is the observers only.
  const store = readableEventStore(own, undefined, undefined, observer)
  const streams = new Streams(clients)
  const streamOf = new Map<string, string>()
  const [opening, takingOver] = [aggregateOn(streamOf), aggregateOn(streamOf)]
  const context: CommandContext = {
    store,
    memory: commandMemory(store),
    rules: [nobodyIsArrestedTwice as Rule],
    deployment: 'bench',
    digestKey: DIGEST_KEY,
    now: () => new Date().toISOString(),
    ...(around ? { around } : {}),
  }
  return {
    async append(client) {
      const commandId = randomUUID()
      const { id, revision } = streams.next(client)
      const aggregate = revision + 1 < EVENTS_PER_STREAM / 2 ? opening : takingOver
      const recordingContext = recordingContextOf(commandId, id)
      const { data } = fact()
      streamOf.set(data.personRef, id)
      const answer = await handle(context, aggregate, {
        caseId,
        name: 'ArrestSuspect',
        body: { data, occurredAt: recordingContext.occurredAt, occurredZone: recordingContext.occurredZone },
        actor: recordingContext.actor,
        commandId,
        retryable: true,
        correlationId: recordingContext.correlationId,
        jurisdiction: recordingContext.jurisdiction,
        legalBasis: recordingContext.legalBasis,
      })
      streamOf.delete(data.personRef)
      if (answer.outcome !== 'appended') throw new Error(`handle answered ${answer.outcome}`)
    },
    close: async () => {
      await store.close()
      await close?.()
    },
  }
}
