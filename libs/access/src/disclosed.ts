import type { DisclosedCase } from './confidentiality.ts'

// Type brands. Their members are private, so that a spread of a branded value loses the brand.
declare abstract class OrdersRead {
  private readonly ordersRead: true
}
declare abstract class OrdersApplied {
  private readonly ordersApplied: true
}

/**
 * The cases of which a court order withholds something from a viewer; of any other case the viewer may see all that
 * their access allows.
 */
export type DisclosedCases = ReadonlyMap<string, DisclosedCase> & OrdersRead

/**
 * An answer from which data withheld from its reader by court orders is removed. A route that shows facts must return
 * this type.
 */
export type Disclosed<T extends object> = T & OrdersApplied

/** Marks cases as disclosed under the court orders. Only for `Confidentiality`, which reads the orders. */
export const asDisclosedCases = (cases: ReadonlyMap<string, DisclosedCase>): DisclosedCases => cases as DisclosedCases

/** Marks an answer from which withheld data was removed. @param _orders the orders that were applied */
export const disclosedBy = <T extends object>(_orders: DisclosedCases, answer: T): Disclosed<T> => answer as Disclosed<T>

/** An answer derived from a disclosed one, which shows no more of a case. */
export const disclosedFrom = <T extends object, U extends object>(disclosed: Disclosed<T>, answer: (disclosed: T) => U): Disclosed<U> =>
  answer(disclosed) as Disclosed<U>
