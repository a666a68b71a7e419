import { randomBytes, randomUUID } from 'node:crypto'
import type { KeyRing, WrappedKey } from '../key-ring.ts'
import type { SubjectKey } from '../sealed-member.ts'
import { SubjectErased, type Destruction } from '../vault.ts'
import type { Ask } from './connection.ts'

interface KeyRow {
  readonly id: string
  readonly subject: string
  /** Both null: destroyed. */
  readonly wrapped: string | null
  readonly wrapped_under: string | null
}

/** The keys of one service's subjects: the database limits its login to them. Nothing is kept from one call to the next. */
export interface SubjectKeys {
  /** The key of each subject, made where there was none. @throws SubjectErased */
  ofSubjects(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>>
  /** Of the ids that are this service's: the key, or that it was destroyed; a key whose row was changed is left out. */
  byId(ids: readonly string[]): Promise<ReadonlyMap<string, SubjectKey | 'destroyed'>>
  destroy(subject: string): Promise<Destruction>
}

const COLUMNS = 'id, subject, wrapped, wrapped_under'

const wrappedKey = ({ id, subject, wrapped, wrapped_under }: KeyRow): WrappedKey | undefined =>
  wrapped === null || wrapped_under === null ? undefined : { id, subject, wrapped, wrappedUnder: wrapped_under }

export const subjectKeys = (ask: Ask, ring: KeyRing): SubjectKeys => {
  const read = (subjects: readonly string[]): Promise<KeyRow[]> =>
    ask('keys_of_subjects', `select ${COLUMNS} from vault.subject_key where subject = any($1::uuid[])`, [subjects])

  /** Whoever makes a subject's key first makes it for all: what the others made is thrown away. In order, so that no two wait for each other. */
  const make = async (subjects: readonly string[]): Promise<KeyRow[]> => {
    const made = await Promise.all([...subjects].sort().map((subject) => ring.wrap({ id: randomUUID(), subject, secret: randomBytes(32) })))
    await ask(
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
            throw new Error(`the key of ${row.subject} was changed in the vault's database: nothing can be sealed under it`)
          return [row.subject, { id: row.id, secret }]
        }),
      )
      return new Map(keys)
    },

    async byId(ids) {
      const rows = await ask<KeyRow>('keys_by_id', `select ${COLUMNS} from vault.subject_key where id = any($1::uuid[])`, [ids])
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
        const destroyed = await ask(
          'destroy_key',
          'update vault.subject_key set wrapped = null, wrapped_under = null where subject = $1 and destroyed_at is null returning id',
          [subject],
        )
        if (destroyed.length > 0) return 'destroyed'
        const [row] = await read([subject])
        if (row === undefined) return 'unknown'
        // One that lives was made just now, between the two statements.
        if (row.wrapped === null) return 'destroyed-before'
      }
    },
  }
}
