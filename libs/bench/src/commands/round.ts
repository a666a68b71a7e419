import { setTimeout as pause } from 'node:timers/promises'
import type { MeasuredSystem } from './running-system.ts'

/** Sends the next command of a client. @returns its position */
export type Command = (client: number) => Promise<string>

export type Settling = Pick<MeasuredSystem, 'settle'>

export interface Round {
  /** Milliseconds, sorted. */
  readonly latencies: readonly number[]
  /** When each was answered, in milliseconds from the start, as they came. */
  readonly answered: readonly number[]
  /** Until the last answer. */
  readonly seconds: number
}

/** Whether a client that has sent some commands sends another one. */
export type GoesOn = (sent: number) => boolean

/** After the last command: until what is written later has been written. */
const LATER_MS = 1_500

/** From now on. */
export const forMs = (ms: number): GoesOn => {
  const end = performance.now() + ms
  return () => performance.now() < end
}

/** Lets each client send one command after another, and waits until all views show them. */
export const runRound = async (system: Settling, command: Command, clients: number, goesOn: GoesOn): Promise<Round> => {
  const start = performance.now()
  const latencies: number[] = []
  const answered: number[] = []
  let last = 0n
  const client = async (number: number): Promise<void> => {
    for (let sent = 0; goesOn(sent); sent += 1) {
      const before = performance.now()
      const position = BigInt(await command(number))
      if (position > last) last = position
      const after = performance.now()
      latencies.push(after - before)
      answered.push(after - start)
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
  const seconds = (performance.now() - start) / 1_000
  await system.settle(String(last))
  await pause(LATER_MS)
  return { latencies: latencies.toSorted((a, b) => a - b), answered, seconds }
}
