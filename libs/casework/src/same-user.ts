/**
 * A user id as users are compared: providers of identity compare names of accounts without case, so
 * `ZZ:M.Santos` and `zz:m.santos` are one person (ADR 104). What is recorded stays as it was written.
 */
export const accountOf = (userId: string): string => userId.toLowerCase()

/** Whether two user ids are those of one person; an absent one is nobody's. */
export const isSameUser = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && accountOf(one) === accountOf(other)
