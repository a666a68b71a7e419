import type { Approver, EventType } from '@case-timeline/contracts'
import { z } from 'zod'

/** Represents the second person while a command waits for approval: rules are judged as if it were given. Never recorded. */
export const NOT_YET_APPROVED: Approver = { userId: 'not-yet-approved', role: 'none' }

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The second person whom the data of a fact names. */
export const approverIn = (data: unknown): Approver | undefined => (isObject(data) ? (data as { approver?: Approver }).approver : undefined)

/**
 * Corrected data with the second person of the fact: the one who approved the fact, otherwise the one who approves its
 * correction. A correction cannot name another: it would be refused, because the fact's command would not record it.
 * @param currentData of the fact, as earlier corrections left it
 */
export const withApproverOfFact = (type: EventType, correctedData: unknown, currentData: unknown, approver: Approver): unknown => {
  const namesApprover = type.data instanceof z.ZodObject && 'approver' in type.data.shape
  if (!namesApprover || !isObject(correctedData)) return correctedData
  return { ...correctedData, approver: approverIn(correctedData) ?? approverIn(currentData) ?? approver }
}
