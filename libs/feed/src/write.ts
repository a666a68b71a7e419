import type { EntityManager } from 'typeorm'

/**
 * A statement that changes data.
 * @param add adds a parameter, and returns its placeholder
 * @param condition an expression in SQL: if it is false, the statement must change nothing
 */
export type Write = (add: (value: unknown) => string, condition: string) => string

/** What an effect takes for granted of what is stored in a table that it writes. */
export interface Presumption {
  readonly table: string
  /** An expression in SQL that is true or false. @param add adds a parameter, and returns its placeholder */
  holds(add: (value: unknown) => string): string
}

/** What a consumer writes by one statement with its checkpoint. */
export interface Effect {
  readonly writes: readonly Write[]
  /** If it does not hold, nothing may change. */
  readonly presumes?: Presumption | undefined
}

/** Executes a statement by itself. */
export const execute = async (db: EntityManager, write: Write): Promise<void> => {
  const values: unknown[] = []
  const text = write((value) => `$${values.push(value)}`, 'true')
  await db.query(text, values)
}
