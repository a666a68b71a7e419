import { randomUUID } from 'node:crypto'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { EvidenceCollected, PresumedVictimIdentified, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { commandIdForKey } from '@case-timeline/event-store'
import { auditor, caseWorker, type Note, police, type Step, type User } from '../faults/case-commands.ts'

const prosecutor: User = { userId: 'm.garcia', agencyId: 'ph-prosecution', sector: 'prosecution', roles: ['prosecutor'] }
const registrar: User = { userId: 'r.aquino', agencyId: 'ph-rtc-manila', sector: 'adjudication', roles: ['registrar'] }
/** Who reads, in each sector that the load knows. */
const READER = {
  investigation: police,
  prosecution: prosecutor,
  adjudication: registrar,
  victimSupport: caseWorker,
  auditTrail: auditor,
} satisfies Readonly<Partial<Record<ServiceName, User>>>

type LoadedService = keyof typeof READER
const isLoaded = (service: ServiceName): service is LoadedService => service in READER

/** The users whose tokens the load needs. */
export const loadUsers: readonly User[] = Object.values(READER)

/** Callers of each service, each with one connection that is kept open. */
const CALLERS = 2
/** The share of commands among the requests to services that receive some. */
const COMMANDS = 0.5
/** The time between two requests of a caller: a load that leaves the machine time to start processes. */
const PACE_MS = 12

interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: IncomingHttpHeaders
}

export interface Address {
  readonly host: string
  readonly port: number
}

/** Where the services are called, and by whose tokens. */
export interface Callable {
  addressOf(service: ServiceName): Address
  tokenFor(user: User): Promise<string>
}

/** Cases that are there before the load begins. */
export interface PreparedCase {
  readonly caseId: string
  readonly personRef: string
}

/** Callers who send requests to every service all the time, and never one a second time. */
export const steadyLoad = ({ addressOf, tokenFor }: Callable) => {
  const agent = new Agent({ keepAlive: true, scheduling: 'fifo' })
  const notes: Note[] = []
  const counts = { commands: 0, reads: 0, waits: 0 }
  const byService = Object.fromEntries(SERVICES.map((service) => [service, 0])) as Record<ServiceName, number>
  const failures: string[] = []
  const prepared: PreparedCase[] = []
  let lastPosition = '0'
  let isRunning = false
  let running: Promise<unknown> = Promise.resolve()

  const send = async (
    by: User,
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body = '',
    through: Agent | false = agent,
  ): Promise<Reply> => {
    const authorization = `Bearer ${await tokenFor(by)}`
    return new Promise((resolve, reject) => {
      const options = { agent: through, ...addressOf(by.sector), method, path, headers: { ...headers, authorization } }
      const sent = request(options, (reply) => {
        let text = ''
        reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        reply.once('error', reject).once('end', () => resolve({ status: reply.statusCode ?? 0, text, headers: reply.headers }))
      })
      sent.once('error', reject).end(body)
    })
  }

  /** Sends a request once. What is not answered as it should be has failed. */
  const succeeds = async (by: User, what: string, answer: Promise<Reply>, expected: number): Promise<Reply | undefined> => {
    byService[by.sector] += 1
    const reply = await answer.catch((error: NodeJS.ErrnoException) => ({ status: 0, text: error.code ?? error.message, headers: {} }))
    if (reply.status === expected) return reply
    failures.push(`${by.sector}: ${what}: ${reply.status} ${reply.text.slice(0, 200)}`)
    return undefined
  }

  const command = async (caseId: string, by: User, name: string, data: object): Promise<void> => {
    counts.commands += 1
    const key = `key-${randomUUID()}`
    const step: Step = { by, name, data, isRefused: false }
    const note: Note = {
      commandId: commandIdForKey(by.agencyId, by.userId, key),
      caseId,
      step,
      outcome: 'unknown',
      eventIds: [],
      answeredAt: 0,
    }
    notes.push(note)
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    const sent = send(by, 'POST', `/cases/${caseId}/${name}`, headers, JSON.stringify({ data }))
    const reply = await succeeds(by, name, sent, 201)
    if (!reply) return
    const { events, position } = JSON.parse(reply.text) as { events: { id: string }[]; position: string }
    Object.assign(note, { outcome: 'acknowledged', eventIds: events.map(({ id }) => id), answeredAt: performance.now() })
    lastPosition = position
  }

  const read = async (by: User, path: string, minPosition?: string): Promise<void> => {
    counts[minPosition === undefined ? 'reads' : 'waits'] += 1
    const headers = minPosition === undefined ? {} : { 'min-position': minPosition }
    await succeeds(by, path.split('/').slice(0, 2).join('/'), send(by, 'GET', path, headers as Record<string, string>), 200)
  }

  const openCase = async (): Promise<PreparedCase> => {
    const [caseId, personRef] = [randomUUID(), randomUUID()]
    await command(caseId, police, 'open-case', { source: 'report', leadAgency: police.agencyId, suspectedPurposes: ['ForcedLabour'] })
    // Victim support offers help to the person by a reaction.
    await command(caseId, police, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef })
    return { caseId, personRef }
  }

  const commands: Readonly<Partial<Record<LoadedService, (on: PreparedCase, count: number) => Promise<unknown>>>> = {
    investigation: ({ caseId }, count) =>
      count % 4 === 0
        ? openCase()
        : command(caseId, police, 'collect-evidence', { ...EvidenceCollected.example, evidenceId: randomUUID() }),
    victimSupport: ({ caseId, personRef }) => command(caseId, caseWorker, 'add-case-note', { personRef, text: 'visited the shelter' }),
  }
  const reads: Readonly<Record<LoadedService, (on: PreparedCase) => readonly string[]>> = {
    investigation: ({ caseId }) => [`/cases/${caseId}`, '/evidence-register?limit=5', '/events?limit=5'],
    prosecution: () => ['/charges?limit=5', '/deadlines?limit=5'],
    adjudication: () => ['/docket?limit=5', '/hearings?limit=5'],
    victimSupport: () => ['/caseload?limit=5', '/consents?limit=5'],
    auditTrail: ({ caseId }) => ['/events/tail?events=5', `/cases/${caseId}/verification`],
  }

  const call = async (service: LoadedService): Promise<void> => {
    for (let count = 0; isRunning; count++) {
      const on = prepared[count % prepared.length]!
      const paths = reads[service](on)
      const path = paths[count % paths.length]!
      const sendCommand = commands[service]
      if (sendCommand && count % Math.round(1 / COMMANDS) === 0) await sendCommand(on, count)
      // A caller that wants to read what was just written.
      else await read(READER[service], path, count % 10 === 1 ? lastPosition : undefined)
      await pause(PACE_MS)
    }
  }

  return {
    notes: (): readonly Note[] => notes,
    failures,
    counts,
    byService,
    total: (): number => counts.commands + counts.reads + counts.waits,
    /** A request outside the load, over a connection of its own. */
    ask: (by: User, method: string, path: string) => send(by, method, path, {}, '', false),
    /** Opens the cases on which the load works. */
    prepare: async (cases: number): Promise<void> => {
      for (let one = 0; one < cases; one++) prepared.push(await openCase())
    },
    prepared: (): readonly PreparedCase[] => prepared,
    start: (): void => {
      isRunning = true
      running = Promise.all(SERVICES.filter(isLoaded).flatMap((service) => Array.from({ length: CALLERS }, () => call(service))))
    },
    finish: async (): Promise<void> => {
      isRunning = false
      await running
      agent.destroy()
    },
  }
}
