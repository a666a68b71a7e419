import { Problem } from '@case-timeline/http'

/** Fields of which a proxy before this service may have read another one than Node, which takes the first. */
const SINGLE = new Set(['host', 'authorization', 'content-type'])

/**
 * Refuses a request that has a field twice which decides for whom or how it is read (RFC 9112, section 3.2; RFC 9110,
 * section 5.3).
 * @param rawHeaders names and values in turn, as Node has them
 */
export const refuseRepeatedFields = (rawHeaders: readonly string[]): void => {
  const found = new Set<string>()
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const name = rawHeaders[place]?.toLowerCase() ?? ''
    if (!SINGLE.has(name)) continue
    if (found.has(name)) throw new Problem('malformed-request', `the header ${name} is there twice: send it once`)
    found.add(name)
  }
}
