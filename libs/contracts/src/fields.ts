import { z } from 'zod'

/**
 * The sectors; each is a service that keeps a record of its cases. Append new ones at the end: the order is that of the
 * generated documents and of local ports.
 */
export const SECTORS = ['investigation', 'prosecution', 'adjudication', 'victimSupport'] as const

/** The services, as they are named in streams, event types and visibility. */
export const SERVICES = [...SECTORS, 'auditTrail'] as const
export type ServiceName = (typeof SERVICES)[number]

/** @param error instead of the description, where that does not say what to write */
const bounded = (description: string, pattern: RegExp, error?: string) =>
  z
    .string()
    .regex(pattern, error === undefined ? `must be: ${description}` : { error, abort: true })
    .meta({ description })

/** A UUID of any version, in lower case, so that equal ids are equal as text. */
export const Id = bounded('UUID in lower case', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
export type Id = z.infer<typeof Id>

/** A person, only by a pseudonymous reference: identity data is kept apart from case facts. */
export const PersonRef = Id.meta({ description: 'pseudonymous reference to a person' })
export type PersonRef = Id

/** A code of a closed or local vocabulary, never free text. */
export const Code = bounded('code of a vocabulary, never free text', /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/)
export type Code = z.infer<typeof Code>

/** A rule of the domain, such as `victimSupport.referral-needs-live-consent`. */
export const RuleId = bounded('<service>.<sentence in kebab case>', /^[a-z][A-Za-z]{0,31}\.[a-z][a-z0-9-]{0,127}$/)

/** An opaque reference to a document or order kept elsewhere, never free text. */
export const Reference = bounded('reference to a document kept elsewhere', /^[A-Za-z0-9][A-Za-z0-9_./:+~-]{0,127}$/)

/** An agency's registered id, such as `ph-police`. */
export const AgencyId = bounded(
  'registered id of an agency',
  /^[a-z0-9][a-z0-9-]{1,62}$/,
  'must be the id of an agency in small letters, digits and hyphens, such as ph-police',
)
export type AgencyId = z.infer<typeof AgencyId>

/** A user of an agency, by the user id of the agency's identity provider. */
export const UserId = bounded('user id of the agency’s identity provider', /^[A-Za-z0-9][A-Za-z0-9@._:-]{0,127}$/)

/** ISO 3166-1 alpha-2 (ZZ is the invented jurisdiction of tests). */
export const Jurisdiction = bounded(
  'ISO 3166-1 alpha-2 country code',
  /^[A-Z]{2}$/,
  'must be a country code of two capital letters (ISO 3166-1), such as MM',
)

/** ISO 639 language code. */
export const Language = bounded(
  'ISO 639 language code',
  /^[a-z]{2,3}$/,
  'must be a language code of two or three small letters (ISO 639), such as my',
)

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = bounded('SHA-256 in lower-case hexadecimal', /^[0-9a-f]{64}$/)
export type Sha256 = z.infer<typeof Sha256>

/** Money as a decimal string, to avoid binary fractions; its ISO 4217 currency is a separate member. */
export const Amount = bounded('decimal amount', /^(0|[1-9]\d{0,14})(\.\d{1,4})?$/)
export const Currency = bounded('ISO 4217 currency code', /^[A-Z]{3}$/)

const year = '(?:000[1-9]|00[1-9]\\d|0[1-9]\\d{2}|[1-9]\\d{3})'
const month = `${year}-(?:0[1-9]|1[0-2])`
const day = `${month}-(?:0[1-9]|[12]\\d|3[01])`
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d'
const time = `${day}T${clock}(?:\\.\\d{1,9})?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)`

const daysIn = (year: number, month: number): number =>
  month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

/** Whether a date of any precision exists in the calendar (there is no 30 February). */
const isCalendarDay = (text: string): boolean =>
  text.length < 10 || Number(text.slice(8, 10)) <= daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7)))

/** @param error instead of the pattern, which has some hundred characters */
const dated = (description: string, pattern: string, error: string) =>
  bounded(description, new RegExp(`^(?:${pattern})$`), error).refine(isCalendarDay, 'not a day of the calendar')

/** When it happened, at the precision that the source states: `2016`, `2016-03`, `2016-03-27` or RFC 3339. */
export const OccurredAt = dated(
  'year, month, day or RFC 3339 time',
  `${year}|${month}|${day}|${time}`,
  'must be a year, month, day or time with offset, such as 2026, 2026-11, 2026-11-20 or 2026-11-20T09:30:00+08:00',
)

/** A day of the calendar. */
export const Day = dated('day of the calendar', day, 'must be a day of the calendar, such as 2026-11-20')

/** A moment in UTC to the second, so that two of them compare as text. */
export const Instant = dated('UTC time to the second', `${day}T${clock}Z`, 'must be a UTC time to the second, such as 2026-11-20T01:30:00Z')

/** IANA time zone in which a date without offset is read. */
export const Zone = bounded('IANA time zone', /^[A-Za-z][A-Za-z0-9_+-]{0,31}(?:\/[A-Za-z0-9_+-]{1,31}){0,2}$/)

const existsInIntl = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** Zones in daily use of which Intl lists only a former name, such as `Asia/Saigon`. */
const CURRENT_NAMES = ['Asia/Ho_Chi_Minh', 'Asia/Kathmandu', 'Asia/Kolkata', 'Asia/Yangon', 'UTC']

/** Zones that are accepted without a lookup: to look up any other name costs as much as half a command. */
const ZONES_IN_USE: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('timeZone'), ...CURRENT_NAMES.filter(existsInIntl)])

const isIanaTimeZone = (zone: string): boolean => ZONES_IN_USE.has(zone) || existsInIntl(zone)

/**
 * An existing zone, required in a new fact. A recorded zone is not checked: zones change with the releases of the time
 * zone database.
 */
export const KnownZone = Zone.refine(isIanaTimeZone, 'not a zone of the IANA time zone database')

const MAX_DEPTH = 32

const isWithinMaxDepth = (value: unknown): boolean => {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1)
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  return level.length === 0
}

/** Data whose shape is validated elsewhere. Only its depth is bounded here, because hashing and validation recurse. */
export const UncheckedData = z.unknown().refine(isWithinMaxDepth, `nested more than ${MAX_DEPTH} deep`)

/** The schema of a list of at most `most` items. It accepts duplicates: where they matter, a rule refuses them. */
export const listOf = <T extends z.ZodType>(item: T, most = 100) => z.array(item).max(most)
/** Like `listOf`, with at least one item. */
export const nonEmptyListOf = <T extends z.ZodType>(item: T, most = 100) => z.array(item).min(1).max(most)

/** How many further items a bounded list of a record would have; absent if it has all. */
export const LeftOut = z.int().min(1).meta({ description: 'how many more there are than the list has; absent if it has all' })

/** What nobody could know from the record when an act was done, and the record says now. */
export const UnknownThen = z
  .strictObject({ eventId: Id, recordedAt: Instant })
  .meta({ description: 'the event by whose recording the breach became known, after the act' })
export type UnknownThen = z.infer<typeof UnknownThen>

/** The capacity of a person in an event. */
export const Capacity = z.enum([
  'presumedVictim',
  'victim',
  'suspect',
  'accused',
  'child',
  'guardian',
  'witness',
  'screened',
  'interpreter',
  'judge',
])
/** As what a case file shows a person. A relative or a close person is protected for the sake of a witness or a victim. */
export const CapacityInFile = z.enum([...Capacity.options, 'relative', 'closePerson'])
export type CapacityInFile = z.infer<typeof CapacityInFile>

/** A person whom an event concerns, and in which capacity. */
export const Subject = z.strictObject({ personRef: PersonRef, capacity: Capacity })
export type Subject = z.infer<typeof Subject>

/** The second person whose approval a rule requires. */
export const Approver = z.strictObject({ userId: UserId, role: Code })
export type Approver = z.infer<typeof Approver>
