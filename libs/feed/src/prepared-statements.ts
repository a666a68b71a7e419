import { LRUCache } from 'lru-cache'
import pg from 'pg'

/** Statements of a session whose executions are counted; each that is prepared takes some memory of its server process. */
const MAX_STATEMENTS = 60

/** By how much the executions of a statement grow until it is prepared, and prepared again. */
const GROWTH = 4

interface Repeated {
  executions: number
  /** The number of executions at which it is prepared next. */
  due: number
  name: string | undefined
}

/** The table has changed, or pg closed the statement after an error in a value: each execution would fail. */
const isSpoilt = (error: unknown): boolean => error instanceof pg.DatabaseError && ['0A000', '26000'].includes(error.code ?? '')

/** The statements that pg knows to be prepared, by name: it does not forget those that are removed. */
const parsedBy = (session: pg.ClientBase): object =>
  (session as unknown as { readonly connection: { readonly parsedStatements: object } }).connection.parsedStatements

/**
 * Lets a session prepare the statements with values that it repeats: PostgreSQL parses them once, and plans them until a
 * plan fits all values. A plan also fits the sizes that the tables had when it was made, and PostgreSQL keeps it until it
 * analyses a table. So a statement is prepared again each time its executions have grown fourfold, as tables may have.
 * Statements that are executed rarely, or of which there are many, remain as they are.
 * @see https://www.postgresql.org/docs/current/sql-prepare.html
 */
export const prepareRepeated = (session: pg.ClientBase): void => {
  const query = session.query.bind(session) as (...args: readonly unknown[]) => unknown
  const parsed = parsedBy(session)
  let names = 0
  const forget = ({ name }: Repeated): void => {
    // The name of a statement that never was prepared is an error, which would end the transaction of somebody else. In a
    // transaction that has failed nothing can be removed: the statement takes memory until the session ends.
    if (name === undefined || !Object.hasOwn(parsed, name)) return
    const removed = query(`deallocate ${name}`) as Promise<unknown>
    removed.then(() => Reflect.deleteProperty(parsed, name)).catch(() => undefined)
  }
  const repeated = new LRUCache<string, Repeated>({ max: MAX_STATEMENTS, dispose: forget })
  const counted = (text: string): Repeated => {
    const one = repeated.get(text) ?? { executions: 0, due: GROWTH, name: undefined }
    if (one.executions === 0) repeated.set(text, one)
    one.executions += 1
    if (one.executions < one.due) return one
    forget(one)
    return Object.assign(one, { due: one.due * GROWTH, name: `repeated_${(names += 1)}` })
  }
  const executed = async (one: Repeated, text: string, values: readonly unknown[]): Promise<unknown> => {
    try {
      return await query({ name: one.name, text }, values)
    } catch (error) {
      if (isSpoilt(error)) repeated.delete(text)
      throw error
    }
  }
  session.query = ((text: unknown, values: unknown, ...rest: readonly unknown[]) => {
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0 || rest.length > 0) return query(text, values, ...rest)
    return executed(counted(text), text, values)
  }) as typeof session.query
}
