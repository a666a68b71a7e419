import { OccurredAt, ENCRYPTED_PLACEHOLDER, EncryptedText, SERVICES } from '@case-timeline/contracts'
import { z } from 'zod'
import type { Client } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { type Screen, show, table } from './screen.ts'

const Data = z.record(z.string(), z.unknown())
const Actor = z.looseObject({ agencyId: z.string(), role: z.string() })
const Statement = z.object({ data: z.unknown(), occurredAt: z.string().optional(), occurredZone: z.string().optional() })
const Remark = z.looseObject({ ruleId: z.string(), retracted: z.boolean() })
const Warning = Remark.extend({ unknownThen: z.looseObject({ eventId: z.string(), recordedAt: z.string() }).optional() })

export const Entry = Statement.extend({
  id: z.string(),
  type: z.string(),
  sector: z.enum(SERVICES),
  stream: z.string(),
  revision: z.number(),
  position: z.string(),
  recordedAt: z.string(),
  actor: Actor,
  original: Statement.optional(),
  retracted: z.boolean(),
  amendments: z.array(z.looseObject({ id: z.string(), kind: z.string(), recordedAt: z.string(), reasonCode: z.string(), actor: Actor })),
  warnings: z.array(Warning),
  overrides: z.array(Remark),
  mergedRefs: z.array(z.string()).optional(),
  withheldBy: z.array(z.string()).optional(),
})
export type Entry = z.infer<typeof Entry>

/** A fact withheld by court order: only that it was recorded is shown. */
const Withheld = z.looseObject({ id: z.string(), position: z.string(), recordedAt: z.string(), withheldBy: z.array(z.string()) })
export type Withheld = z.infer<typeof Withheld>

export const isReadable = (entry: Entry | Withheld): entry is Entry => 'type' in entry

/** The members that casectl reads; with `--json` it prints all members of the response. */
const Timeline = z.looseObject({ entries: z.array(z.union([z.looseObject(Entry.shape), Withheld])) })

export interface TimelineQuery {
  readonly asOf?: string | undefined
  readonly knownAt?: string | undefined
  readonly order?: 'occurred' | 'recorded' | undefined
  /** The schema of views at a position of the log, from which it is read; absent: the live view. */
  readonly schema?: string | undefined
}

const Case = z.uuid()

/** A case id as a part of a URL path. @throws Failure when it is invalid */
export const parseCaseId = (text: string): string => {
  if (Case.safeParse(text).success) return text.toLowerCase()
  throw new Failure(`${JSON.stringify(text)} is not a case id: a case id is a UUID.`, [], EXIT.usage)
}

const checkMoment = (option: string, text: string | undefined): void => {
  if (text === undefined || OccurredAt.safeParse(text).success) return
  throw new Failure(
    `--${option} ${JSON.stringify(text)} is not a valid date or time.`,
    ['use a format like 2016, 2016-03, 2016-03-27, 2016-03-27T10:00:00Z or 2016-03-27T10:00:00+07:00'],
    EXIT.usage,
  )
}

/** Gets the merged timeline of a case from audit-trail. */
export const readTimeline = (client: Client, caseId: string, { asOf, knownAt, order, schema }: TimelineQuery) => {
  checkMoment('as-of', asOf)
  checkMoment('known-at', knownAt)
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ order, schema, 'as-of': asOf, 'known-at': knownAt }))
    if (value !== undefined) query.set(name, value)
  return client.get('auditTrail', `/cases/${parseCaseId(caseId)}/timeline?${query.toString()}`, Timeline)
}

export const timeline = async (screen: Screen, client: Client, caseId: string, query: TimelineQuery): Promise<void> => {
  const found = await readTimeline(client, caseId, query)
  show(screen, found, ({ entries }) => {
    if (entries.length === 0) return 'The timeline of this case is empty at that moment.'
    const rows = entries.map((entry) =>
      isReadable(entry)
        ? [occurredText(entry), entry.sector, factName(entry), detailsOf(entry.data), remarksOf(entry).join('; ')]
        : ['(withheld)', '', '', '', withheldBy(entry)],
    )
    return `${table(['when', 'sector', 'fact', 'details', 'remarks'], rows)}\n\n${countOf(entries)}${query.schema === undefined ? '' : `; in the schema ${query.schema}`}`
  })
}

/** The date as the source wrote it: a fact dated to a day shows this day in every time zone. */
export const occurredText = ({ occurredAt }: Pick<Entry, 'occurredAt'>): string => occurredAt ?? '(unknown)'

export const factName = ({ type }: Pick<Entry, 'type'>): string => type.slice(type.indexOf('.') + 1)

const MEMBERS_SHOWN = 4

/** The first members of a fact's data, shortened: enough to distinguish facts. */
export const detailsOf = (data: unknown): string => {
  const members = Object.entries(Data.safeParse(data).data ?? {}).filter(([, value]) => value !== null && typeof value !== 'object')
  const shown = members.slice(0, MEMBERS_SHOWN).map(([name, value]) => `${name}=${short(value)}`)
  return shown.join(' ') + (members.length > MEMBERS_SHOWN ? ' …' : '')
}

/** The pseudonym of a person under name suppression: the id of the order, and the number of the person in it. */
const PSEUDONYM = /^withheld-by-([0-9a-f]{8})[0-9a-f-]{28}-(\d+)$/

/** A value in one line: only the beginning of a UUID or hash, a placeholder for ciphertext. */
export const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{64}$/.test(text)) return text.slice(0, 8)
  const [, order, number] = PSEUDONYM.exec(text) ?? []
  if (order !== undefined) return `withheld-by-${order}-${number}`
  if (EncryptedText.safeParse(text).success) return ENCRYPTED_PLACEHOLDER
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** The remark for a fact that is withheld, or withheld in part. */
export const withheldBy = ({ withheldBy: orders }: Pick<Withheld, 'withheldBy'>): string =>
  `withheld by order ${orders.map(short).join(', ')}`

const warningText = ({ ruleId, unknownThen }: z.infer<typeof Warning>): string =>
  unknownThen === undefined
    ? `warning ${ruleId}`
    : `warning ${ruleId} (unknown then: recorded on ${unknownThen.recordedAt.slice(0, 10)}, event ${short(unknownThen.eventId)})`

type MarkedEntry = Pick<Entry, 'retracted' | 'original' | 'warnings' | 'overrides' | 'mergedRefs' | 'withheldBy'>

export const remarksOf = (entry: MarkedEntry): string[] => [
  ...(entry.retracted ? ['RETRACTED'] : []),
  ...(entry.original ? [`corrected; was ${occurredText(entry.original)} ${detailsOf(entry.original.data)}`.trimEnd()] : []),
  ...entry.warnings.filter(({ retracted }) => !retracted).map(warningText),
  ...entry.overrides.filter(({ retracted }) => !retracted).map((override) => `override ${override.ruleId}`),
  ...(entry.mergedRefs ?? []).map((ref) => `recorded with ${short(ref)}, merged with the reference shown`),
  ...(entry.withheldBy ? [`in part ${withheldBy({ withheldBy: entry.withheldBy })}`] : []),
]

const countOf = (entries: readonly (Entry | Withheld)[]): string => {
  const readableEntries = entries.filter(isReadable)
  const sectors = [...new Set(readableEntries.map(({ sector }) => sector))]
  const withheld = entries.length - readableEntries.length
  const count = `${readableEntries.length} facts of ${sectors.length} ${sectors.length === 1 ? 'service' : 'services'}: ${sectors.join(', ')}`
  return withheld === 0 ? count : `${count}; ${withheld} withheld by court order`
}
