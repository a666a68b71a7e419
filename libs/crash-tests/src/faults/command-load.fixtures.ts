import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { commandIdForKey } from '@case-timeline/event-store'
import type { SeededRandom } from '../seeded-random.ts'
import { auditor, caseScript, type CaseScript, type Note, SECRET, type Step, strangers, type User } from './case-commands.ts'
import type { EmbeddedSystem } from './embedded-system.fixtures.ts'

/** A case that is sent, with the key of each of its commands. */
interface SentCase {
  readonly script: CaseScript
  readonly keys: Map<Step, string>
  /** How many of its commands are sent: fewer than all if the last one had no answer and is not sent again. */
  end: number
}

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Nothing listens: the request was not sent. */
const NOT_SENT: Answer = { status: 0, body: {} }

const WRITERS = 8
const ANSWER_MS = 20_000
/** How long a command may wait for the reaction that gives its agency a part in the case, or for a fault to end. */
const PATIENCE_MS = 120_000
/** Nothing listens, the agency takes no part yet, or the service is at its limit: nothing was recorded. */
const NOT_YET: ReadonlySet<number> = new Set([0, 404, 429])
/** The rule that refuses until the reaction has offered support: the command is sent again, under another key. */
const AWAITED = 'victimSupport.support-is-offered-first'
/** The share of commands without an answer that are never sent again, and of answered ones that are. */
const ABANDONED = 0.1
const REPEATED = 0.1

/**
 * Users of two agencies who record cases, several at the same time, and note each answer, while strangers try to read
 * them. A command without an answer is sent again under its key.
 */
export const commandLoad = (system: EmbeddedSystem, random: SeededRandom) => {
  const notes = new Map<string, Note>()
  const cases: SentCase[] = []
  const underWay = new Set<SentCase>()
  /** Answers that no fault explains. */
  const unexpected: string[] = []
  const shownWrongly: string[] = []
  const counts = { attempts: 0, unanswered: 0, probes: 0 }
  let generation = 0
  let isRunning = false
  let running: Promise<unknown> = Promise.resolve()

  const request = async (by: User, path: string, init: RequestInit = {}): Promise<Answer | undefined> => {
    try {
      const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${await system.tokenFor(by)}` }
      const answer = await fetch(`${system.url(by.sector)}${path}`, { ...init, headers, signal: AbortSignal.timeout(ANSWER_MS) })
      return { status: answer.status, body: (await answer.json()) as Answer['body'] }
    } catch (error) {
      return (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED' ? NOT_SENT : undefined
    }
  }
  const post = (caseId: string, { by, name, data }: Step, key: string): Promise<Answer | undefined> => {
    counts.attempts += 1
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    return request(by, `/cases/${caseId}/${name}`, { method: 'POST', headers, body: JSON.stringify({ data }) })
  }
  const noteOf = (caseId: string, step: Step, key: string): Note => {
    const commandId = commandIdForKey(step.by.agencyId, step.by.userId, key)
    const note = notes.get(commandId) ?? { commandId, caseId, step, outcome: 'unknown', eventIds: [], answeredAt: 0 }
    notes.set(commandId, note)
    return note
  }
  const idsIn = ({ body }: Answer): string[] => ((body['events'] ?? []) as { id: string }[]).map(({ id }) => id)

  const settle = (note: Note, answer: Answer): void => {
    const isRefused = answer.status === 422
    note.outcome = isRefused ? 'refused' : 'acknowledged'
    note.eventIds = isRefused ? [] : idsIn(answer)
    note.answeredAt = performance.now()
  }
  const reportUnexpected = ({ by, name }: Step, caseId: string, { status, body }: Answer): void =>
    void unexpected.push(`${name} of ${caseId} by ${by.userId}: ${status} ${JSON.stringify(body).slice(0, 300)}`)

  /** Sends a command until it is answered. @returns whether the case goes on */
  const send = async (sent: SentCase, step: Step, begunIn: number): Promise<boolean> => {
    const { caseId, steps } = sent.script
    const mayAbandon = random.next() < ABANDONED
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end && begunIn === generation; await pause(random.between(30, 150))) {
      const key = sent.keys.get(step) ?? `key-${randomUUID()}`
      sent.keys.set(step, key)
      const note = noteOf(caseId, step, key)
      const answer = await post(caseId, step, key)
      if (answer === undefined || answer.status === 503) {
        counts.unanswered += 1
        if (note.outcome === 'unknown' && mayAbandon) {
          sent.end = steps.indexOf(step)
          return false
        }
      } else if (answer.status === 201 || answer.status === 422) {
        settle(note, answer)
        if ((answer.status === 422) === step.isRefused) return true
        // After the store went back, a command may be refused because what it rests on was lost.
        await pause(1_500)
        if (answer.status === 422) sent.keys.delete(step)
        if (begunIn !== generation) {
          note.outcome = 'unknown'
          return false
        }
        if (answer.body['rule'] !== AWAITED) {
          reportUnexpected(step, caseId, answer)
          return false
        }
      } else if (!NOT_YET.has(answer.status)) reportUnexpected(step, caseId, answer)
    }
    if (begunIn === generation) unexpected.push(`${step.name} of ${caseId} was not answered`)
    return false
  }

  const repeat = async (sent: SentCase, step: Step): Promise<void> => {
    const note = noteOf(sent.script.caseId, step, sent.keys.get(step) ?? '')
    const before = { generation, eventIds: note.eventIds.join() }
    if (note.outcome !== 'acknowledged') return
    const again = await post(sent.script.caseId, step, sent.keys.get(step) ?? '')
    if (again?.status === 201 && before.generation === generation && idsIn(again).join() !== before.eventIds)
      unexpected.push(`${step.name} of ${sent.script.caseId}: another answer to the same key`)
  }

  const play = async (sent: SentCase): Promise<void> => {
    let begunIn = -1
    while (begunIn !== generation) {
      begunIn = generation
      for (const step of sent.script.steps.slice(0, sent.end)) {
        if (!(await send(sent, step, begunIn)) || begunIn !== generation) break
        if (random.next() < REPEATED) await repeat(sent, step)
        await pause(random.between(5, 60))
      }
    }
  }

  const write = async (): Promise<void> => {
    while (isRunning) {
      const script = caseScript(random)
      const sent: SentCase = { script, keys: new Map(), end: script.steps.length }
      cases.push(sent)
      underWay.add(sent)
      await play(sent)
      underWay.delete(sent)
    }
  }

  /** Strangers find no case, and nobody finds what is encrypted. */
  const probe = async (): Promise<void> => {
    while (isRunning) {
      await pause(100)
      const { caseId } = random.pick(cases).script
      for (const stranger of strangers) {
        const [found, listed] = await Promise.all([request(stranger, `/cases/${caseId}`), request(stranger, '/cases')])
        if (found?.status === 200) shownWrongly.push(`${caseId} to ${stranger.agencyId}`)
        if ((listed?.body['cases'] as unknown[] | undefined)?.length) shownWrongly.push(`a list of cases to ${stranger.agencyId}`)
      }
      const timeline = await request(auditor, `/cases/${caseId}/timeline`)
      if (JSON.stringify(timeline?.body ?? '').includes(SECRET)) shownWrongly.push(`what is encrypted in ${caseId}`)
      counts.probes += 1
    }
  }

  return {
    notes: (): readonly Note[] => [...notes.values()],
    cases: (): readonly CaseScript[] => cases.filter(({ script, end }) => end === script.steps.length).map(({ script }) => script),
    unexpected,
    shownWrongly,
    counts,
    request,
    start: (): void => {
      isRunning = true
      running = Promise.all([...Array.from({ length: WRITERS }, write), pause(500).then(probe)])
    },
    /** Begins no new case, and resolves when the begun ones are complete. */
    finish: async (): Promise<void> => {
      isRunning = false
      await running
    },
    /** Resolves when so many commands were acknowledged that had not been sent before this call. */
    acknowledges: async (number: number): Promise<void> => {
      const before = new Set(notes.keys())
      const isNew = ({ commandId, outcome }: Note): boolean => outcome === 'acknowledged' && !before.has(commandId)
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(20))
        if ([...notes.values()].filter(isNew).length >= number) return
      throw new Error(`no ${number} new commands were acknowledged`)
    },
    /** Sends one case, until all of its commands are answered. */
    record: (script: CaseScript): Promise<void> => play({ script, keys: new Map(), end: script.steps.length }),
    /**
     * The store went back to a copy. What is under way is sent again from the start of its case, under the same keys.
     * @param copiedAt when the copy was begun: what was answered before is in it
     * @returns sends the complete cases again of which answers were lost, and resolves with their number
     */
    logWentBack: (copiedAt: number): (() => Promise<number>) => {
      generation += 1
      // A refusal whose command was sent again under another key may be lost: nobody sends it again.
      const current = new Set(cases.flatMap(({ script, keys }) => [...keys].map(([step, key]) => noteOf(script.caseId, step, key))))
      for (const note of notes.values()) if (note.outcome === 'refused' && !current.has(note)) note.outcome = 'unknown'
      const answeredSince = new Set([...notes.values()].filter(({ answeredAt }) => answeredAt >= copiedAt).map(({ caseId }) => caseId))
      const lost = cases.filter((sent) => !underWay.has(sent) && answeredSince.has(sent.script.caseId))
      return async () => {
        for (let begun = 0; begun < lost.length; begun += WRITERS) await Promise.all(lost.slice(begun, begun + WRITERS).map(play))
        return lost.length
      }
    },
  }
}
export type CommandLoad = ReturnType<typeof commandLoad>
