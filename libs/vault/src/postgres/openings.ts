import type { Opening, OpeningsPage, RecordedOpening } from '../vault.ts'
import type { Query } from './connection.ts'

/** Adds an opening to the append-only table. */
export const recordOpening = async (query: Query, opening: Opening): Promise<void> => {
  const { caseId, eventIds, subjects, agencyId, userId, role, purpose } = opening
  await query(
    'record_opening',
    `insert into vault.opening (case_id, event_ids, subjects, agency_id, user_id, role, purpose) values ($1, $2, $3, $4, $5, $6, $7)`,
    [caseId, eventIds, subjects, agencyId, userId, role, purpose],
  )
}

/** The openings of a case, newest first. Two at the same time are ordered by their random id. */
export const openingsOf = (query: Query, caseId: string, { before, limit }: OpeningsPage): Promise<RecordedOpening[]> =>
  query(
    before === undefined ? 'newest_openings' : 'openings_before',
    `select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, case_id as "caseId", event_ids as "eventIds", subjects,
       agency_id as "agencyId", user_id as "userId", role, purpose
     from vault.opening o where o.case_id = $1
       ${before === undefined ? '' : 'and (o.at, o.id) < (select b.at, b.id from vault.opening b where b.id = $3)'}
     order by o.at desc, o.id desc limit $2`,
    before === undefined ? [caseId, limit] : [caseId, limit, before],
  )
