import { OccurredAt, SEALED, SealedText, SERVICES } from '@case-timeline/contracts'
import { z } from 'zod'
import type { Client } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { type Screen, show, table } from './screen.ts'

const Data = z.record(z.string(), z.unknown())
const Actor = z.looseObject({ agencyId: z.string(), role: z.string() })
const Statement = z.object({ data: z.unknown(), occurredAt: z.string().optional(), occurredZone: z.string().optional() })
const Remark = z.looseObject({ ruleId: z.string(), retracted: z.boolean() })

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
  warnings: z.array(Remark),
  overrides: z.array(Remark),
  mergedRefs: z.array(z.string()).optional(),
  withheldBy: z.array(z.string()).optional(),
})
export type Entry = z.infer<typeof Entry>

/** A fact that an order of the court withholds: it was recorded, and that is all that is told of it. */
const Withheld = z.looseObject({ id: z.string(), position: z.string(), recordedAt: z.string(), withheldBy: z.array(z.string()) })
export type Withheld = z.infer<typeof Withheld>

export const isTold = (entry: Entry | Withheld): entry is Entry => 'type' in entry

/** The members that this casectl reads; `--json` passes on everything that the service said. */
const Timeline = z.looseObject({ entries: z.array(z.union([z.looseObject(Entry.shape), Withheld])) })

export interface Question {
  readonly asOf?: string | undefined
  readonly knownAt?: string | undefined
  readonly order?: 'occurred' | 'recorded' | undefined
}

const Case = z.uuid()

/** A case id as a part of an address. @throws Failure when it is none */
export const caseIn = (text: string): string => {
  if (Case.safeParse(text).success) return text.toLowerCase()
  throw new Failure(`${JSON.stringify(text)} is no case id: a case id is a UUID.`, [], EXIT.usage)
}

const momentIn = (option: string, text: string | undefined): void => {
  if (text === undefined || OccurredAt.safeParse(text).success) return
  throw new Failure(
    `--${option} ${JSON.stringify(text)} is no moment of the calendar.`,
    ['write 2016, 2016-03, 2016-03-27, 2016-03-27T10:00:00Z or 2016-03-27T10:00:00+07:00'],
    EXIT.usage,
  )
}

/** Asks audit-trail for the merged timeline of a case. */
export const readTimeline = (client: Client, caseId: string, { asOf, knownAt, order }: Question) => {
  momentIn('as-of', asOf)
  momentIn('known-at', knownAt)
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ order, 'as-of': asOf, 'known-at': knownAt })) if (value !== undefined) query.set(name, value)
  return client.get('auditTrail', `/cases/${caseIn(caseId)}/timeline?${query.toString()}`, Timeline)
}

export const timeline = async (screen: Screen, client: Client, caseId: string, question: Question): Promise<void> => {
  const found = await readTimeline(client, caseId, question)
  show(screen, found, ({ entries }) => {
    if (entries.length === 0) return 'Nothing is recorded of this case at that moment.'
    const rows = entries.map((entry) =>
      isTold(entry)
        ? [when(entry), entry.sector, factOf(entry), detailsOf(entry.data), marksOf(entry).join('; ')]
        : ['(withheld)', '', '', '', withheldBy(entry)],
    )
    return `${table(['when', 'sector', 'fact', 'details', 'remarks'], rows)}\n\n${countOf(entries)}`
  })
}

/** As the source wrote it: a fact dated to a day shows the day, in whatever zone the reader sits. */
export const when = ({ occurredAt }: Pick<Entry, 'occurredAt'>): string => occurredAt ?? '(unknown)'

export const factOf = ({ type }: Pick<Entry, 'type'>): string => type.slice(type.indexOf('.') + 1)

const MEMBERS_SHOWN = 4

/** The first members of a fact's data, references shortened: enough to tell one fact from the next. */
export const detailsOf = (data: unknown): string => {
  const members = Object.entries(Data.safeParse(data).data ?? {}).filter(([, value]) => value !== null && typeof value !== 'object')
  const shown = members.slice(0, MEMBERS_SHOWN).map(([name, value]) => `${name}=${short(value)}`)
  return shown.join(' ') + (members.length > MEMBERS_SHOWN ? ' …' : '')
}

/** Stands for a person whose name a court suppresses: the order, and which of its persons she is. */
const PSEUDONYM = /^withheld-by-([0-9a-f]{8})[0-9a-f-]{28}-(\d+)$/

/** A value in one line; of a UUID or a hash only the beginning, of ciphertext that it is some. */
export const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{64}$/.test(text)) return text.slice(0, 8)
  const [, order, number] = PSEUDONYM.exec(text) ?? []
  if (order !== undefined) return `withheld-by-${order}-${number}`
  if (SealedText.safeParse(text).success) return SEALED
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** Whose order keeps it, or a part of it, from the reader. */
export const withheldBy = ({ withheldBy: orders }: Pick<Withheld, 'withheldBy'>): string =>
  `withheld by order ${orders.map(short).join(', ')}`

type Marked = Pick<Entry, 'retracted' | 'original' | 'warnings' | 'overrides' | 'mergedRefs' | 'withheldBy'>

export const marksOf = (entry: Marked): string[] => [
  ...(entry.retracted ? ['RETRACTED'] : []),
  ...(entry.original ? [`corrected; was ${when(entry.original)} ${detailsOf(entry.original.data)}`.trimEnd()] : []),
  ...entry.warnings.filter(({ retracted }) => !retracted).map((warning) => `warning ${warning.ruleId}`),
  ...entry.overrides.filter(({ retracted }) => !retracted).map((override) => `override ${override.ruleId}`),
  ...(entry.mergedRefs ?? []).map((ref) => `recorded of ${short(ref)}, who is the same person`),
  ...(entry.withheldBy ? [`in part ${withheldBy({ withheldBy: entry.withheldBy })}`] : []),
]

const countOf = (entries: readonly (Entry | Withheld)[]): string => {
  const told = entries.filter(isTold)
  const sectors = [...new Set(told.map(({ sector }) => sector))]
  const withheld = entries.length - told.length
  const count = `${told.length} facts of ${sectors.length} ${sectors.length === 1 ? 'service' : 'services'}: ${sectors.join(', ')}`
  return withheld === 0 ? count : `${count}; ${withheld} withheld by orders of the court`
}
