import type { Basis, Fact } from '@case-timeline/contracts'
import type { Reading } from '@case-timeline/casework'
import type { LoadedPolicy } from './loaded-policy.ts'
import type { SubmittedCommand } from './submitted-command.ts'

/** The maximum number of events in the basis of an envelope. */
const MAX_READ_EVENTS = 1_000

/** The ids that a value names, or any other text in it. */
const namesIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : []
}

/**
 * The events that a decision read. Events of other cases are left out, because a receiver of the decision may have no
 * part in them. Of more than the maximum, those that the recorded facts name themselves are left out without being
 * counted: what depends on them is found by the facts.
 */
export const basisOf = (
  { read }: Reading<unknown>,
  { caseId }: SubmittedCommand,
  loadedPolicy: LoadedPolicy | undefined,
  facts: readonly Fact[],
): Basis | undefined => {
  const own = read.filter((event) => event.caseId === undefined || event.caseId === caseId)
  if (own.length === 0 && loadedPolicy === undefined) return undefined
  const named = own.length > MAX_READ_EVENTS ? new Set(namesIn(facts)) : new Set()
  const listed = own.filter(({ id }) => !named.has(id))
  const events = listed.slice(0, MAX_READ_EVENTS).map(({ id, stream, revision }) => ({ id, stream, revision }))
  return {
    events,
    ...(loadedPolicy === undefined ? {} : { policyHash: loadedPolicy.hash }),
    ...(listed.length > MAX_READ_EVENTS ? { leftOut: listed.length - MAX_READ_EVENTS } : {}),
  }
}
