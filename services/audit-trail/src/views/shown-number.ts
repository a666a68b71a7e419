import { createHmac } from 'node:crypto'

/**
 * Every number that sectors read of each other is a multiple of this, and shown only from it on. The threshold is that
 * of the Counter-Trafficking Data Collaborative, by general knowledge.
 */
export const SMALLEST_SHOWN = 11

// The offsets of what was published depend on it: never change it.
/** The purpose of the key of the offsets. */
export const OFFSETS = 'offsets of rounded numbers'

/** The number shown of an exact one, 0 where none is; a name for each number: its list, what is counted, where and when. */
export type ShownNumber = (name: readonly string[], exact: number) => number

/**
 * Takes an offset away and rounds down to a multiple of 11: a number shown is never more than the exact one, and may be
 * any of 21. All that is shown of a number, also to somebody who adds facts to it and takes them back, follows from the
 * exact number less the offset. By that, n and n + 1 are distinguished in one of 11 cases (ADR 95).
 * @param offset one of 0 to 10
 */
export const shownWith = (offset: number, exact: number): number =>
  Math.floor(Math.max(exact - offset, 0) / SMALLEST_SHOWN) * SMALLEST_SHOWN

/**
 * Shows numbers by an offset of each that follows from its name and the key, so that it is the same in every answer.
 * @param key 32 bytes that nobody who reads the numbers knows
 */
export const shownNumbers =
  (key: Uint8Array): ShownNumber =>
  (name, exact) =>
    exact < SMALLEST_SHOWN ? 0 : shownWith(offsetOf(key, name), exact)

/** 48 bits of the HMAC: the remainders differ in frequency by less than one in 2^44. */
const offsetOf = (key: Uint8Array, name: readonly string[]): number =>
  createHmac('sha256', key).update(JSON.stringify(name)).digest().readUIntBE(0, 6) % SMALLEST_SHOWN
