/** What a proxy adds that forwards a request from outside: the caller cannot take it away. */
const FORWARDED = ['forwarded', 'x-forwarded-for'] as const

/** Whether a request came through a proxy, so perhaps from a stranger. @param headers with names in lower case */
export const isForwarded = (headers: Readonly<Record<string, unknown>>): boolean => FORWARDED.some((name) => name in headers)
