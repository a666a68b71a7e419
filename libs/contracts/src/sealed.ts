import { z } from 'zod'
import type { ServiceName } from './fields.ts'

/** Of a sealed member's value, as JSON in UTF-8: in bytes. */
export const LARGEST_CLEAR_VALUE = 32_768

/**
 * What is stored of a sealed member: a compact JWE (RFC 7516) under the key of one subject, which only the service that sealed it holds.
 * Whoever receives the event can prove that it is whole, and reads nothing of it.
 */
export const SealedText = z
  .string()
  .max(65_536)
  .regex(/^[A-Za-z0-9_-]{20,1024}\.\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}$/)
  .meta({ description: 'sealed: ciphertext that only the service which recorded it can open' })
export type SealedText = z.infer<typeof SealedText>

/** Stands in the examples of events; it opens nowhere. */
export const SEALED_EXAMPLE: SealedText =
  'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiMGY2ZTVkNGMtM2IyYS00OTE4LTg3NzYtNjU1NDQzMzIyMTEwIiwibGJsIjoiYW4gZXhhbXBsZSJ9..' +
  'c2VhbGVkLWV4YW1w.YW4gZXhhbXBsZTogdGhpcyBvcGVucyBub3doZXJl.YW4gZXhhbXBsZSB0YWc-AA'

/** What is shown in the place of ciphertext. */
export const SEALED = '(sealed)'

/** Words about a person, as they are sent in order to be sealed: any language, no control that a text has no use for, no half characters. */
export const wordsOf = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\t\n\r -~\u00a0-\ud7ff\ue000-\uffff𐀀-􏿿]*$/u)
    .refine((words) => !SealedText.safeParse(words).success, 'is sealed already: send the words themselves')

/** A member of an event that is stored as ciphertext. The type of its clear value is stored with it, for ever. */
export interface SealedMember<D = never> {
  readonly clear: z.ZodType
  /** A clear value: an event's own example holds ciphertext. */
  readonly example: unknown
  /** Whose key it is sealed with, a UUID: once that is destroyed, nobody reads it again. */
  subject(data: D, caseId: string): string
  /** Roles that may ask to have it opened; of the service's own sector. */
  readonly openedBy: readonly string[]
  /** A member that the service derives from the clear value, so that equal values can be found without being opened: `traceHash`. */
  readonly hashedAs?: string | undefined
  /** The one spelling in which a value is hashed. */
  hashed?(value: never, data: D): string
}

/** The sealed members of an event type or command, by their names. */
export type SealedMembers<D = never> = Readonly<Record<string, SealedMember<D>>>

/** Who sealed an event's members: the service in whose stream it stands. */
export const sealerOf = (stream: string): ServiceName => stream.slice(0, stream.indexOf('.')) as ServiceName

/** What a sealed text is for, bound to it: it opens as no other member. */
export const sealLabel = (type: string, member: string): string => `${type}#${member}`
