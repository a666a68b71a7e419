import { z } from 'zod'

/** The five services, as they name themselves in streams, event types and visibility. */
export const SERVICES = ['investigation', 'prosecution', 'adjudication', 'victimSupport', 'auditTrail'] as const
export type ServiceName = (typeof SERVICES)[number]

const bounded = (meaning: string, pattern: RegExp) => z.string().regex(pattern).meta({ description: meaning })

/** A UUID of any version, in lower case, so that one thing has one spelling. */
export const Id = bounded('UUID in lower case', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
export type Id = z.infer<typeof Id>

/** A person, by a pseudonymous reference only: identity lives apart from case facts. */
export const PersonRef = Id.meta({ description: 'pseudonymous reference to a person' })
export type PersonRef = Id

/** A word of a closed or local vocabulary, never free text. */
export const Code = bounded('code of a vocabulary, never free text', /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/)
export type Code = z.infer<typeof Code>

/** A rule of the domain, such as `victimSupport.referral-needs-live-consent`. */
export const RuleId = bounded('<service>.<sentence in kebab case>', /^[a-z][A-Za-z]{0,31}\.[a-z][a-z0-9-]{0,127}$/)

/** An opaque reference to a document or order kept elsewhere, never free text. */
export const Reference = bounded('reference to a document kept elsewhere', /^[A-Za-z0-9][A-Za-z0-9_./:+~-]{0,127}$/)

/** An agency's registered id, such as `ph-police`. */
export const AgencyId = bounded('registered id of an agency', /^[a-z0-9][a-z0-9-]{1,62}$/)
export type AgencyId = z.infer<typeof AgencyId>

/** A user of an agency, as its identity provider names him. */
export const UserId = bounded('user id of the agency’s identity provider', /^[A-Za-z0-9][A-Za-z0-9@._:-]{0,127}$/)

/** ISO 3166-1 alpha-2 (ZZ is the invented jurisdiction of tests). */
export const Jurisdiction = bounded('ISO 3166-1 alpha-2 country code', /^[A-Z]{2}$/)

/** ISO 639 language code. */
export const Language = bounded('ISO 639 language code', /^[a-z]{2,3}$/)

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = bounded('SHA-256 in lower-case hexadecimal', /^[0-9a-f]{64}$/)
export type Sha256 = z.infer<typeof Sha256>

/** Money as a decimal string, so that no binary fraction ever touches it; ISO 4217 beside it. */
export const Amount = bounded('decimal amount', /^(0|[1-9]\d{0,14})(\.\d{1,4})?$/)
export const Currency = bounded('ISO 4217 currency code', /^[A-Z]{3}$/)

const year = '(?:000[1-9]|00[1-9]\\d|0[1-9]\\d{2}|[1-9]\\d{3})'
const month = `${year}-(?:0[1-9]|1[0-2])`
const day = `${month}-(?:0[1-9]|[12]\\d|3[01])`
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d'
const time = `${day}T${clock}(?:\\.\\d{1,9})?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)`

const daysIn = (year: number, month: number): number =>
  month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

/** Whether the day of a text of any precision is a day of the calendar (no 30 February). */
const isOfTheCalendar = (text: string): boolean =>
  text.length < 10 || Number(text.slice(8, 10)) <= daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7)))

const dated = (meaning: string, pattern: string) =>
  bounded(meaning, new RegExp(`^(?:${pattern})$`)).refine(isOfTheCalendar, 'no such day in the calendar')

/** When it happened, at the precision the source knows: `2016`, `2016-03`, `2016-03-27` or RFC 3339. */
export const OccurredAt = dated('year, month, day or RFC 3339 time', `${year}|${month}|${day}|${time}`)

/** A day of the calendar. */
export const Day = dated('day of the calendar', day)

/** A moment in UTC to the second, so that two of them compare as text. */
export const Instant = dated('UTC time to the second', `${day}T${clock}Z`)

/** IANA time zone in which a date without offset is read. */
export const Zone = bounded('IANA time zone', /^[A-Za-z][A-Za-z0-9_+-]{0,31}(?:\/[A-Za-z0-9_+-]{1,31}){0,2}$/)

const ZONES_KEPT = 1_000
const zones = new Set<string>()

const isInTheZoneDatabase = (zone: string): boolean => {
  if (zones.has(zone)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    return false
  }
  if (zones.size >= ZONES_KEPT) zones.clear()
  zones.add(zone)
  return true
}

/** A zone that exists, as a new fact must name it. A recorded one need not be known here: zones come and go with the releases of their database. */
export const KnownZone = Zone.refine(isInTheZoneDatabase, 'no zone of the IANA time zone database')

const DEEPEST = 32

const isShallow = (value: unknown): boolean => {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth += 1)
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  return level.length === 0
}

/** Data whose shape something else judges: only its depth is bounded here, since hashing and judging recurse. */
export const Unjudged = z.unknown().refine(isShallow, `nested more than ${DEEPEST} deep`)

/** A list that a stranger sends is bounded; what it repeats is refused by the rule that cares. */
export const listOf = <T extends z.ZodType>(item: T, most = 100) => z.array(item).max(most)
export const someOf = <T extends z.ZodType>(item: T, most = 100) => z.array(item).min(1).max(most)

/** How a person stands in the event that names her. */
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
export const Subject = z.strictObject({ personRef: PersonRef, capacity: Capacity })
export type Subject = z.infer<typeof Subject>

/** The second person of a rule that needs two. */
export const Approver = z.strictObject({ userId: UserId, role: Code })
export type Approver = z.infer<typeof Approver>
