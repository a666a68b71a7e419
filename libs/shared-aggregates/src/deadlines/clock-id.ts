import type { Clock } from '@case-timeline/casework'

const nameInClockId = ({ rule }: Clock): string => rule.id.slice(rule.id.indexOf('.') + 1)

/** Whether one event may start several clocks. */
export const isOneOfSeveral = ({ eachPerson, startsSeveral }: Clock): boolean => eachPerson !== undefined || startsSeveral === true

/** The part of a key that a clock id has. */
const KEY_IN_CLOCK_ID = 8

/** What the ids of clocks contain of a key, where one event starts several clocks; otherwise the key. */
export const keyInClockId = (clock: Clock, key: string): string => (isOneOfSeveral(clock) ? key.slice(-KEY_IN_CLOCK_ID) : key)

/** A clock id is a reference, which has at most 128 characters: the start of a long rule name is cut off. */
export const clockIdOf = (clock: Clock, eventId: string, key: string): string =>
  `${nameInClockId(clock)}~${eventId}${isOneOfSeveral(clock) ? `~${keyInClockId(clock, key)}` : ''}`.slice(-128)

/** Whether a deadline of a clock may have an id: its text begins with the name of the rule, or with the end of a long one. */
const mayHaveClockId = (clock: Clock, clockId: string): boolean => nameInClockId(clock).endsWith(clockId.split('~', 1)[0] ?? '')

/** The clocks of which a deadline may have an id. */
export const clocksOfId = (clocks: readonly Clock[], clockId: string): readonly Clock[] =>
  clocks.filter((clock) => mayHaveClockId(clock, clockId))
