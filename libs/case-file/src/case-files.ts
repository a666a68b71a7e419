import { type Confidentiality, type Disclosed, disclosedBy, disclosedFrom, type Viewer } from '@case-timeline/access'
import {
  AgencyId,
  CaseOpened,
  type EventType,
  EvidenceCollected,
  Id,
  InterviewConducted,
  PresumedVictimIdentified,
} from '@case-timeline/contracts'
import type { View } from '@case-timeline/projections'
import type { DataSource } from 'typeorm'
import { z } from 'zod'
import {
  CASE_FILE_VIEW,
  CASE_FILES,
  casesByIndex,
  hasRowsAfter,
  isExcluded,
  isOfReader,
  type AtPosition,
  disclosedAt,
  PAGE_MEMBERS,
  refoldedFrom,
  ROWS_IN_ORDER,
  tableAt,
  withheldIn,
} from '@case-timeline/lists'
import { type CaseFile, CaseFileShown } from './case-file.ts'
import { chaptersOf } from './chapters.ts'

/** A case file as shown to readers: without the excluded users. */
const ReadableCaseFile = CaseFileShown.extend({
  withheld: z
    .array(Id)
    .readonly()
    .optional()
    .meta({ description: 'the court orders that withhold data of the case from the reader; absent: none' }),
})
export type ReadableCaseFile = z.infer<typeof ReadableCaseFile>

const { personRef } = PresumedVictimIdentified.example
const byPolice = (eventId: string, occurredAt: string) => ({ eventId, occurredAt, recordedBy: CaseOpened.example.leadAgency })
/** Example: the file of a case, without chapters. */
const CASE_FILE: ReadableCaseFile = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  since: '2026-03-02T01:20:00.000000Z',
  leadAgency: CaseOpened.example.leadAgency,
  agencies: [CaseOpened.example.leadAgency],
  handedOver: false,
  opening: { ...CaseOpened.example, record: byPolice('c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e', '2026-03-02') },
  persons: [
    {
      personRef,
      capacities: ['presumedVictim'],
      identification: {
        ...PresumedVictimIdentified.example,
        record: byPolice('d3b4a7a1-4c2f-8e6b-8d22-3a7c8b9d0e1f', '2026-03-03'),
      },
      screenings: [],
      arrests: [],
      assessments: [],
      rightsInformed: [],
    },
  ],
  evidence: [{ ...EvidenceCollected.example, record: byPolice('e4c5b8b2-5d3a-8f7c-9e33-4b8d9c0e1f2a', '2026-03-03') }],
  detentions: [],
  dossiers: [],
  charges: [],
  indictments: [],
  hearings: [],
  verdicts: [],
  sentences: [],
  consents: [],
  referrals: [],
  chapters: {},
  warnings: [],
  overrides: [],
}

const INTERVIEW = {
  ...InterviewConducted.example,
  record: byPolice('f5d6c9c3-6e4b-8a8d-8f44-5c9e0d1f2a3b', '2026-03-04'),
  fact: InterviewConducted.type,
}

/** The schema of the files of a sector and an example, from the types of events that the sector may receive. */
export const readableCaseFileOf = ({ events }: View<CaseFile>): readonly [z.ZodType<ReadableCaseFile>, ReadableCaseFile] => {
  const isShown = (event: EventType): boolean => events === 'every' || events.includes(event)
  const schema = ReadableCaseFile.extend({ chapters: chaptersOf(isShown) }).meta({ title: 'CaseFile' })
  return [schema, { ...CASE_FILE, chapters: isShown(InterviewConducted) ? { inquiry: [INTERVIEW] } : {} }]
}

const CaseSummary = z
  .strictObject({
    caseId: Id,
    since: z.string().meta({ description: 'recording time of the first fact, RFC 3339 in UTC with microseconds' }),
    leadAgency: AgencyId.optional(),
    agencies: z.array(AgencyId).readonly(),
    persons: z.int(),
    charges: z.int(),
    warnings: z.int(),
  })
  .meta({ title: 'CaseSummary' })
/** One line of a list of cases. */
export type CaseSummary = z.infer<typeof CaseSummary>

export const CasePage = z.strictObject({ cases: z.array(CaseSummary).readonly(), ...PAGE_MEMBERS })
export type CasePage = z.infer<typeof CasePage>

/** Example: a list of cases. */
export const CASE_PAGE: CasePage = {
  cases: [
    {
      caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
      since: '2026-03-02T01:20:00.000000Z',
      leadAgency: CaseOpened.example.leadAgency,
      agencies: [CaseOpened.example.leadAgency, 'ph-prosecution'],
      persons: 4,
      charges: 1,
      warnings: 0,
    },
  ],
}

/** The reader of a list of cases, and the page to read. */
export interface CasesQuery extends Viewer {
  readonly userId: string
  /** The roles of the reader, in which an agency may have assigned the reader to a case; absent: none. */
  readonly roles?: readonly string[] | undefined
  /** The agency that receives this service's handovers, if any: it participates in the cases that were handed over. */
  readonly receivingAgency?: AgencyId | undefined
  readonly cursor?: string | undefined
  readonly limit: number
  /** The ids to which the list is restricted; absent: all. */
  readonly only?: readonly string[] | undefined
  /** A schema of views at a position of the log, from which the lines are read; absent: the live view. */
  readonly at?: AtPosition | undefined
}

/** The cursor was not issued by `casesOf`. */
export class UnknownCursor extends Error {
  override readonly name = 'UnknownCursor'
}

/**
 * The cases in which an agency participates, or to which its user was assigned by another one, the newest first; each line counts only what the reader may see of the
 * case. Of a position of the log: the lines of then, of the cases that are the reader's now.
 * @throws UnknownCursor
 */
export const casesOf = async (
  db: DataSource,
  view: View<CaseFile>,
  orders: Confidentiality,
  query: CasesQuery,
): Promise<Disclosed<CasePage>> => {
  const { cursor, limit, only } = query
  const after = cursor === undefined ? undefined : decoded(cursor)
  const select = async (among: Among): Promise<readonly FoundLine[]> => {
    const { sql, parameters } = linesStatement(query, after, among)
    return db.query(sql, [...parameters])
  }
  const among = await select(only === undefined ? 'newest' : 'only')
  const all = among.length > limit || only !== undefined ? among : await select('byIndex')
  // Without further cases after the newest ones, those are all.
  const found = all.length < among.length ? among : all
  const lines = found.slice(0, limit).map(({ leadAgency, ...line }): CaseSummary => (leadAgency === null ? line : { ...line, leadAgency }))
  const last = lines.at(-1)
  const next = found.length > limit && last ? { next: encoded(last) } : {}
  return disclosedFrom(await disclosedLines(lines, view, orders, query), (page) => ({ ...page, ...next }))
}

type FoundLine = Omit<CaseSummary, 'leadAgency'> & { readonly leadAgency: string | null }

/**
 * Among which cases the reader's are looked for: the newest ones, whosever they are; those that the indexes of the case
 * files find for the reader; or the ids to which the list is restricted.
 */
type Among = 'newest' | 'byIndex' | 'only'

type Place = Pick<CaseSummary, 'since' | 'caseId'>

/** A statement has no parts that cannot hold for its reader, since PostgreSQL plans it for all values. */
const linesStatement = (
  { userId, agencyId, roles = [], receivingAgency, limit, only, at }: CasesQuery,
  after: Place | undefined,
  among: Among,
): { readonly sql: string; readonly parameters: readonly unknown[] } => {
  const parameters: unknown[] = []
  const param = (value: unknown): string => `$${parameters.push(value)}`
  const reader = {
    userId: param(userId),
    agencyId: param(agencyId),
    roles: roles.length === 0 ? undefined : param(roles),
    isReceiving: agencyId === receivingAgency,
  }
  const next = after === undefined ? 'true' : `(since, case_id) < (${param(after.since)}, ${param(after.caseId)}::uuid)`
  const files = tableAt(CASE_FILE_VIEW, at)
  const newest = `from ${files} where ${next} order by since desc, case_id desc`
  const rows = {
    newest: () => `(select * ${newest} limit ${ROWS_IN_ORDER})`,
    byIndex: () => `(select * from ${files} where case_id = any (${casesByIndex(reader)}) and ${next} offset 0)`,
    only: () => `(select * from ${files} where case_id = any (${param(only)}::uuid[]) and ${next} offset 0)`,
  }[among]()
  const isNeeded = among === 'byIndex' ? ` and ${hasRowsAfter(newest)}` : ''
  // Whose a case is, the live file says.
  const from = at === undefined ? `${rows} file` : `${rows} line join ${CASE_FILES} file on file.case_id = line.case_id`
  const line = at === undefined ? 'file' : 'line'
  // In this order: PostgreSQL would compare the excluded users of each case first.
  const sql = `select ${line}.case_id as "caseId", ${line}.since, ${line}.lead_agency as "leadAgency", ${line}.agencies, ${line}.persons,
        ${line}.charges, ${line}.warnings
      from ${from}
      where case when ${isOfReader('file', reader)} then not ${isExcluded('file.excluded', reader.userId)} end${isNeeded}
      order by ${line}.since desc, ${line}.case_id desc limit ${param(limit + 1)}`
  return { sql, parameters }
}

/** The lines as a viewer may see them: a participant may know of the case, but only disclosed facts are counted. */
const disclosedLines = async (
  lines: readonly CaseSummary[],
  view: View<CaseFile>,
  orders: Confidentiality,
  { at, ...viewer }: CasesQuery,
): Promise<Disclosed<CasePage>> => {
  const caseIds = lines.map(({ caseId }) => caseId)
  const disclosedCases = await orders.disclosedCases(caseIds, viewer)
  const refolded = new Map(
    [...disclosedCases].map(([caseId, disclosed]) => [caseId, refoldedFrom(view, disclosedAt(disclosed, at))] as const),
  )
  const cases = lines.map((line) => {
    const { rows, by } = refolded.get(line.caseId) ?? { by: [] }
    return by.length === 0 ? line : lineOf(line, rows?.values().next().value ?? undefined)
  })
  const withheld = [...refolded].filter(([, { by }]) => by.length > 0).map(([caseId, { by }]) => ({ caseId, by }))
  return disclosedBy(disclosedCases, { cases, ...withheldIn({ withheld }) })
}

const lineOf = ({ caseId, since }: CaseSummary, file: CaseFile | undefined): CaseSummary => ({
  caseId,
  since,
  ...(file?.leadAgency === undefined ? {} : { leadAgency: file.leadAgency }),
  agencies: file?.agencies ?? [],
  persons: file?.persons.length ?? 0,
  charges: file?.charges.length ?? 0,
  warnings: file?.warnings.length ?? 0,
})

const encoded = ({ since, caseId }: Place): string => Buffer.from(`${since} ${caseId}`).toString('base64url')

const decoded = (cursor: string): Place => {
  const text = Buffer.from(cursor, 'base64url').toString()
  const [, since, caseId] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? []
  if (since === undefined || caseId === undefined)
    throw new UnknownCursor('this cursor was not issued by this list: start without a cursor')
  return { since, caseId }
}
