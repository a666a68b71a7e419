import type { Opening, OpeningsPage, RecordedOpening } from '../vault.ts'
import type { Query } from './connection.ts'

/**
 * Adds an opening to the append-only table. This shape is stored: its agency_id is the agency whose opening it is, and
 * user_agency_id that of the user where it is another one.
 */
export const recordOpening = async (query: Query, opening: Opening): Promise<void> => {
  const { caseId, eventIds, subjects, agencyId, onBehalfOf = agencyId, userId, role, purpose } = opening
  const values = [caseId, eventIds, subjects, onBehalfOf, userId, role, purpose]
  const columns = 'case_id, event_ids, subjects, agency_id, user_id, role, purpose'
  if (onBehalfOf === agencyId)
    await query('record_opening', `insert into vault.opening (${columns}) values ($1, $2, $3, $4, $5, $6, $7)`, values)
  else
    await query(
      'record_opening_on_behalf',
      `insert into vault.opening (${columns}, user_agency_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [...values, agencyId],
    )
}

type Row = Omit<RecordedOpening, 'agencyId' | 'onBehalfOf'> & { readonly of: string; readonly userAgencyId: string | null }

/**
 * The openings of a case, newest first. Two at the same time are ordered by their random id. Read by name from JSON,
 * because a vault of the release before has no user_agency_id.
 */
export const openingsOf = async (query: Query, caseId: string, { before, limit }: OpeningsPage): Promise<RecordedOpening[]> => {
  const rows = await query<Row>(
    before === undefined ? 'newest_openings' : 'openings_before',
    `select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, case_id as "caseId", event_ids as "eventIds", subjects,
       agency_id as "of", to_jsonb(o) ->> 'user_agency_id' as "userAgencyId", user_id as "userId", role, purpose
     from vault.opening o where o.case_id = $1
       ${before === undefined ? '' : 'and (o.at, o.id) < (select b.at, b.id from vault.opening b where b.id = $3)'}
     order by o.at desc, o.id desc limit $2`,
    before === undefined ? [caseId, limit] : [caseId, limit, before],
  )
  return rows.map(({ of, userAgencyId, ...opening }) => ({
    ...opening,
    ...(userAgencyId === null ? { agencyId: of } : { agencyId: userAgencyId, onBehalfOf: of }),
  }))
}
