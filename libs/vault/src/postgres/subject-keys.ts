import { randomBytes, randomUUID } from 'node:crypto'
import type { KeyRing, WrappedKey } from '../key-ring.ts'
import type { SubjectKey } from '../encrypted-member.ts'
import { SubjectErased, type Destruction } from '../vault.ts'
import type { Query } from './connection.ts'

interface KeyRow {
  readonly id: string
  readonly subject: string
  /** Both null for a destroyed key. */
  readonly wrapped: string | null
  readonly wrapped_under: string | null
}

/** The keys of one service's subjects: the database limits its login to them. No key is cached between two calls. */
export interface SubjectKeys {
  /** The key of each subject, created if missing. @throws SubjectErased */
  ofSubjects(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>>
  /** For each id of this service: the key, or that it was destroyed; a key whose row was changed is left out. */
  byId(ids: readonly string[]): Promise<ReadonlyMap<string, SubjectKey | 'destroyed'>>
  destroy(subject: string): Promise<Destruction>
}

const COLUMNS = 'id, subject, wrapped, wrapped_under'

const wrappedKey = ({ id, subject, wrapped, wrapped_under }: KeyRow): WrappedKey | undefined =>
  wrapped === null || wrapped_under === null ? undefined : { id, subject, wrapped, wrappedUnder: wrapped_under }

/** The keys in the database of a vault, unwrapped with the key ring of the service. */
export const subjectKeys = (query: Query, ring: KeyRing): SubjectKeys => {
  const read = (subjects: readonly string[]): Promise<KeyRow[]> =>
    query('keys_of_subjects', `select ${COLUMNS} from vault.subject_key where subject = any($1::uuid[])`, [subjects])

  /**
   * Creates keys and reads them. The first process to create a subject's key wins: keys of others are discarded.
   * The subjects are sorted, so that two processes cannot deadlock.
   */
  const make = async (subjects: readonly string[]): Promise<KeyRow[]> => {
    const made = await Promise.all([...subjects].sort().map((subject) => ring.wrap({ id: randomUUID(), subject, secret: randomBytes(32) })))
    await query(
      'make_keys',
      `insert into vault.subject_key (id, subject, wrapped, wrapped_under)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) on conflict (service, subject) do nothing`,
      [made.map((key) => key.id), made.map((key) => key.subject), made.map((key) => key.wrapped), made.map((key) => key.wrappedUnder)],
    )
    return read(subjects)
  }

  return {
    async ofSubjects(subjects) {
      const found = await read(subjects)
      const known = new Set(found.map((row) => row.subject))
      const missing = subjects.filter((subject) => !known.has(subject))
      const rows = missing.length === 0 ? found : [...found, ...(await make(missing))]
      const keys = await Promise.all(
        rows.map(async (row): Promise<[string, SubjectKey]> => {
          const key = wrappedKey(row)
          if (key === undefined) throw new SubjectErased(row.subject)
          const secret = await ring.unwrap(key)
          if (secret === undefined)
            throw new Error(`the key of ${row.subject} was changed in the vault's database: no value can be encrypted with it`)
          return [row.subject, { id: row.id, secret }]
        }),
      )
      return new Map(keys)
    },

    async byId(ids) {
      const rows = await query<KeyRow>('keys_by_id', `select ${COLUMNS} from vault.subject_key where id = any($1::uuid[])`, [ids])
      const keys = await Promise.all(
        rows.map(async (row): Promise<[string, SubjectKey | 'destroyed'][]> => {
          const key = wrappedKey(row)
          if (key === undefined) return [[row.id, 'destroyed']]
          const secret = await ring.unwrap(key)
          return secret === undefined ? [] : [[row.id, { id: row.id, secret }]]
        }),
      )
      return new Map(keys.flat())
    },

    async destroy(subject) {
      for (;;) {
        const destroyed = await query(
          'destroy_key',
          'update vault.subject_key set wrapped = null, wrapped_under = null where subject = $1 and destroyed_at is null returning id',
          [subject],
        )
        if (destroyed.length > 0) return 'destroyed'
        const [row] = await read([subject])
        if (row === undefined) return 'unknown'
        // A key that is not destroyed was created just now, between the two statements.
        if (row.wrapped === null) return 'alreadyDestroyed'
      }
    },
  }
}
