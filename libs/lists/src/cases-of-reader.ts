import type { AgencyId } from '@case-timeline/contracts'
import { tableNameOf, type View } from '@case-timeline/projections'

/**
 * The version of the case file view that this release reads: it contains the participating agencies and the excluded
 * users of a case.
 */
export const CASE_FILE_VIEW = { name: 'case-file', version: 7 } as const

/**
 * In the column `office` of that view: the agency that a deployment configures to receive what is addressed to no office.
 * No agency has such an id.
 */
export const RECEIVING_OFFICE: AgencyId = '~'

/** The table of that view. */
export const CASE_FILES = tableNameOf(CASE_FILE_VIEW)

/**
 * An SQL condition: a user is among the excluded ones of a case file. Names of accounts, which are ASCII, are compared without
 * case (ADR 104), in no locale: a Turkish one has other lower-case letters.
 * @param excluded the column
 * @param userId the SQL parameter for the user
 */
export const isExcluded = (excluded: string, userId: string): string =>
  `lower(${excluded}::text collate "C")::text[] @> array[lower(${userId}::text collate "C")]`

/** The SQL parameters for a user, such as `:userId`. */
interface UserParameters {
  readonly userId: string
  readonly agencyId: string
  /** A list of texts. */
  readonly roles: string
}

/** The SQL parameters for the reader of a list, and whether the reader's agency receives the service's handovers. */
interface ReaderParameters extends Omit<UserParameters, 'roles'> {
  /** Absent: the reader has no roles, in which an agency could have assigned the reader to a case. */
  readonly roles: string | undefined
  readonly isReceiving: boolean
}

/** In SQL: the account of a user, as a case file stores it. */
const accountOf = (userId: string): string => `lower(${userId}::text collate "C")`

/**
 * An SQL condition on a case file: it names the user among the assigned ones, whatever the role and the time. The column
 * and its index have the collation of the database, and no index serves a condition of another collation.
 */
const namesUser = (file: string, { userId, agencyId }: Pick<UserParameters, 'userId' | 'agencyId'>): string =>
  `${file}.assigned_users @> array[(${agencyId}::text || ' ' || ${accountOf(userId)}) collate "default"]`

/**
 * An SQL condition on a case file: an agency assigned the user of another one to the case, in a role that the user has,
 * and the assignment is in force now. The second part is found by an index; by the first, nothing is looked up for others.
 * @param file the table alias of the case file
 */
export const isAssigned = (file: string, { userId, agencyId, roles }: UserParameters): string => {
  const now = 'extract(epoch from statement_timestamp()) * 1000'
  const inForce = `(one->>'from')::numeric <= ${now} and coalesce((one->>'until')::numeric > ${now}, true)`
  return `(${file}.assigned_users is not null and ${namesUser(file, { userId, agencyId })} and exists (select 1 from json_array_elements(${file}.assigned) one where one->>'agencyId' = ${agencyId} and one->>'account' = ${accountOf(userId)} and one->>'role' = any (${roles}::text[]) and ${inForce}))`
}

/** An SQL condition on a case file: an agency takes part in the case, of which one that receives handovers has more. */
export const takesPart = (file: string, agencyId: string, isReceiving: boolean): string =>
  `(${file}.agencies @> array[${agencyId}]${isReceiving ? ` or ${file}.handed_over` : ''})`

/**
 * An SQL condition on a case file: the reader's agency takes part in the case, or an agency assigned the reader to it.
 * For cases that were found otherwise: PostgreSQL does not look for cases by it.
 * @param file the table alias of the case file
 */
export const isOfReader = (file: string, { userId, agencyId, roles, isReceiving }: ReaderParameters): string => {
  const participates = takesPart(file, agencyId, isReceiving)
  return roles === undefined ? participates : `(${participates} or ${isAssigned(file, { userId, agencyId, roles })})`
}

/**
 * In SQL, for a list whose first rows had too few of the reader's cases: whether it has other rows at all.
 * @param rows the rows of the list that come next, in its order: SQL from `from` on
 */
export const hasRowsAfter = (rows: string): string => `(select true ${rows} offset ${ROWS_IN_ORDER} limit 1) is true`

/**
 * How many rows of a list are looked at in its order, for those of the reader's cases. If too few of them are, the reader
 * has few of all cases, and they are found by the indexes of the case files (ADR 124).
 */
export const ROWS_IN_ORDER = 500

/**
 * In SQL: the ids of all cases that may be the reader's, each found by an index, and some twice: `isOfReader` decides. An
 * agency in a subquery is unknown to PostgreSQL's planner, which would pass over the table for one with many cases.
 */
export const casesByIndex = ({ roles, isReceiving, ...user }: ReaderParameters): string => {
  const alternatives = [
    `file.agencies @> array[(select ${user.agencyId}::text)]`,
    ...(isReceiving ? ['file.handed_over'] : []),
    ...(roles === undefined ? [] : [namesUser('file', user)]),
  ]
  return `array(${alternatives.map((one) => `select file.case_id from ${CASE_FILES} file where ${one}`).join(' union all ')})`
}

/**
 * An SQL condition: a user is known not to be excluded from a case. It is false without a case file: while the view is
 * being filled, nobody knows whom a case excludes. A subquery for each row, so that a page of a list looks up only its
 * own cases: `exists` may be planned as a scan of all case files.
 * @param caseId the SQL expression for the case, such as `listed.caseId`
 * @param userId the SQL parameter for the user, such as `:userId`
 */
export const notExcluded = (caseId: string, userId: string): string =>
  `(select ${isExcluded('barred.excluded', userId)} from ${CASE_FILES} barred where barred.case_id = ${caseId}) is false`

/** In SQL, with the parameter `:agencyId`: the office of a row is the caller's, and the case did not go on to another one. */
const ownOffice = (office: string, caseId: string): `${string}:agencyId${string}` =>
  `(${office} = :agencyId and not coalesce((select gone.former_offices @> array[:agencyId] from ${CASE_FILES} gone where gone.case_id = ${caseId}), false))`

/** The same: the case went on from the office of a row to the caller's. The cases are found once, by an index. */
const takenOver = (office: string, caseId: string): `${string}:agencyId${string}` =>
  `(${caseId} = any (array(select taken.case_id from ${CASE_FILES} taken where taken.office = :agencyId and taken.former_offices is not null)) and (select ${office} = any (taken.former_offices) from ${CASE_FILES} taken where taken.case_id = ${caseId}))`

/**
 * An SQL condition on a row of an office, with the parameter `:agencyId`: the office is the caller's, or one from which
 * the case went on to the caller's.
 * @param office the SQL expression for the office of the row, such as `listed.supportedBy`
 * @param caseId the SQL expression for its case
 */
export const ownOrTakenOver = (office: string, caseId = 'listed.caseId'): `${string}:agencyId${string}` =>
  `${ownOffice(office, caseId)} or ${takenOver(office, caseId)}`

/** Rows that are an agency's own, as an index finds them. */
export interface OwnRows {
  /** In SQL, with the query alias `listed`; `:agencyId` is the caller's agency. */
  readonly condition: `${string}:agencyId${string}`
  /**
   * The same for rows in a schema of views at a position, where the condition reads another view: that view's rows are of
   * then, too. Absent: the condition reads the listed row and the live case files only.
   */
  readonly conditionIn?: (tableIn: (view: Pick<View, 'name' | 'version'>) => string) => string
  /** Whether no index has them in the order of the list: all of them are gathered. Absent: those of a page are read. */
  readonly areGathered?: true
}

/** The rows of `ownOrTakenOver`, of a list with an index of the office that has them in order. */
export const rowsOfOffice = (office: string): readonly OwnRows[] => [
  { condition: ownOffice(office, 'listed.caseId') },
  { condition: takenOver(office, 'listed.caseId'), areGathered: true },
]

/**
 * An SQL condition on a row that names agencies, with the parameter `:agencyId`: the caller's is one of them, takes part
 * in the case, and did not give it away.
 * @param agencies the SQL expression for the agencies of the row, such as `listed.caredForBy`
 * @param caseId the SQL expression for its case
 */
export const ownInCase = (agencies: string, caseId = 'listed.caseId'): `${string}:agencyId${string}` =>
  `(${agencies} @> array[:agencyId] and (select part.agencies @> array[:agencyId] and not coalesce(part.former_offices @> array[:agencyId], false) from ${CASE_FILES} part where part.case_id = ${caseId}))`

/**
 * In SQL, with the parameter `:agencyId`: a row is what the caller's agency did in a case in which it still takes part. One
 * that gave the case away for safety, or for a conflict of interest, takes no part, and reads nothing that comes later.
 * @param agency the SQL expression for the agency that did it, such as `listed.recordedBy`
 */
export const ownWhileInCase = (agency: string, caseId = 'listed.caseId'): `${string}:agencyId${string}` =>
  `(${agency} = :agencyId and (select part.agencies @> array[:agencyId] from ${CASE_FILES} part where part.case_id = ${caseId}))`
