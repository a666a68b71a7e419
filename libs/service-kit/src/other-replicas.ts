import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { comparePositions, isPosition } from '@case-timeline/contracts'

/** What the replicas of a service report to each other about its views, over their database. */
export interface OtherReplicas {
  /** Whether the others can wake the requests of this process: if not, these have to poll. */
  areHeard(): boolean
  /** Requests of the replicas that fill the views to report when these have moved, up to a position. */
  awaitPosition(position: string): void
  /** This process has moved a view: those who wait for it are notified. */
  moved(): void
  close(): Promise<void>
}

export interface OtherReplicasOptions {
  readonly db: DataSource
  /** Writes the checkpoints of this process, so that the others can read them. */
  flush(): Promise<unknown>
  /** The position that this process has passed with whatever it moves of the views; undefined: it moves nothing. */
  passed(): string | undefined
  /**
   * Another replica has moved a view, and awaits no question up to `reached` any more; absent: it may not have heard a
   * question, or nobody can report anything any more.
   */
  wakeOwn(reached?: string): void
}

/** Of a process that does not listen. */
export const NO_REPLICAS: OtherReplicas = {
  areHeard: () => false,
  awaitPosition: () => undefined,
  moved: () => undefined,
  close: () => Promise.resolve(),
}

const CHANNEL = 'views_moved'
/** Longer than a request waits. */
const ASKED_FOR_MS = 6_000
/** Of the replicas of one service, whose names are remembered while they wait. */
const MAX_ASKING = 1_000
const BETWEEN_ANSWERS_MS = 10
/** A session of the pool may have ended without a notice: a statement that failed is sent again in another one. */
const AFTER_FAILURE_MS = 100
/** A process hears what it says itself: a pooler that does not keep sessions, or a broken connection, is known by that. */
const ECHO_MS = 1_000
const LONGEST_RECONNECT_MS = 10_000
const MESSAGE = /^([0-9a-f-]{36}) (hello|moved|await) (\d*)$/

/**
 * Listens on the database of the views, in one of its sessions. While nobody waits, nothing is sent. A process that asks is
 * answered at once if its position is passed, since the views may have moved between its reading and its question, and
 * otherwise after each move until it is.
 */
export const otherReplicas = ({ db, flush, passed, wakeOwn }: OtherReplicasOptions): OtherReplicas => {
  const id = randomUUID()
  const ending = new AbortController()
  const asking = new Map<string, { readonly position: string; readonly until: number }>()
  let isHeard = false
  let unheardSince: number | undefined
  let endSession: (() => void) | undefined
  let breakSession: (() => void) | undefined
  let isAnswering = false
  let isDue = false

  const say = async (kind: 'hello' | 'moved' | 'await', position = ''): Promise<void> => {
    unheardSince ??= performance.now()
    await db.query('select pg_notify($1, $2)', [CHANNEL, `${id} ${kind} ${position}`])
  }

  const isAsked = (): boolean => {
    for (const [other, { until }] of asking) if (performance.now() >= until) asking.delete(other)
    return asking.size > 0
  }

  /** Reports what has moved until nothing has, or nobody asks any more. */
  const answer = async (): Promise<void> => {
    isDue = true
    if (isAnswering) return
    isAnswering = true
    while (isDue && isAsked() && !ending.signal.aborted) {
      isDue = false
      const reached = passed() ?? '0'
      const answered = [...asking].filter(([, { position }]) => comparePositions(position, reached) <= 0)
      try {
        await flush()
        await say('moved', reached)
        for (const [other, asked] of answered) if (asking.get(other) === asked) asking.delete(other)
        await pause(BETWEEN_ANSWERS_MS)
      } catch {
        isDue = true
        await pause(AFTER_FAILURE_MS)
      }
    }
    isAnswering = false
  }

  const receive = (text: string | undefined): void => {
    const [, from = '', kind, position = ''] = MESSAGE.exec(text ?? '') ?? []
    if (from === id) {
      const wasHeard = isHeard
      isHeard = true
      unheardSince = undefined
      if (!wasHeard) wakeOwn()
    } else if (kind === 'moved') wakeOwn(isPosition(position) ? position : undefined)
    else if (kind === 'hello') wakeOwn()
    else if (kind === 'await' && isPosition(position) && (asking.has(from) || asking.size < MAX_ASKING)) {
      asking.set(from, { position, until: performance.now() + ASKED_FOR_MS })
      if (comparePositions(position, passed() ?? '0') <= 0) void answer()
    }
  }

  /** Listens until the session ends. */
  const listen = async (): Promise<void> => {
    const runner = db.createQueryRunner()
    try {
      const session = (await runner.connect()) as {
        on(event: 'notification', heard: (message: { readonly payload?: string }) => void): void
        once(event: 'end' | 'error', ended: () => void): void
        removeAllListeners(event: 'notification'): void
        readonly connection: { readonly stream: { destroy(): void } }
      }
      // It was closed while it connected: nobody ends this session later.
      if (ending.signal.aborted) return
      const ended = new Promise<void>((resolve) => {
        endSession = resolve
        session.once('end', resolve)
        session.once('error', resolve)
      })
      // One that is dead answers nothing, no UNLISTEN either.
      breakSession = () => session.connection.stream.destroy()
      session.on('notification', ({ payload }) => receive(payload))
      try {
        await runner.query(`listen ${CHANNEL}`)
        await say('hello')
        await ended
      } finally {
        session.removeAllListeners('notification')
        if (!runner.isReleased) await runner.query(`unlisten ${CHANNEL}`).catch(() => undefined)
      }
    } finally {
      isHeard = false
      unheardSince = undefined
      endSession = breakSession = undefined
      if (!runner.isReleased) await runner.release().catch(() => undefined)
    }
  }

  const listening = (async () => {
    for (let failures = 0; !ending.signal.aborted;) {
      const begun = performance.now()
      await listen().catch(() => undefined)
      // Those who wait have to poll from now on.
      wakeOwn()
      failures = performance.now() - begun > LONGEST_RECONNECT_MS ? 0 : failures + 1
      await pause(Math.min(100 * 2 ** failures, LONGEST_RECONNECT_MS), undefined, { signal: ending.signal }).catch(() => undefined)
    }
  })()

  return {
    areHeard() {
      const isLost = isHeard && unheardSince !== undefined && performance.now() - unheardSince > ECHO_MS
      if (isLost) breakSession?.()
      return isHeard && !isLost
    },
    awaitPosition(position) {
      if (isHeard) say('await', position).catch(() => pause(AFTER_FAILURE_MS).then(() => wakeOwn()))
    },
    moved() {
      if (isAsked()) void answer()
    },
    async close() {
      ending.abort()
      endSession?.()
      await listening
    },
  }
}
