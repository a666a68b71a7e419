interface MediaRange {
  readonly type: string
  readonly subtype: string
  readonly quality: number
}

const MAX_RANGES = 50
const RANGE = /^([!#$%&'*+.^`|~\w-]+)\/([!#$%&'*+.^`|~\w-]+)$/

/** The ranges of an Accept header; what is malformed is left out. */
const rangesIn = (accept: string): readonly MediaRange[] =>
  accept
    .split(',')
    .slice(0, MAX_RANGES)
    .flatMap((element) => {
      const [name = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase())
      const [, type, subtype] = RANGE.exec(name) ?? []
      if (type === undefined || subtype === undefined) return []
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      const quality = weight === undefined ? 1 : Number(weight)
      return Number.isFinite(quality) ? [{ type, subtype, quality }] : []
    })

/** The quality of the most specific range that includes a media type; undefined if none does. */
const qualityOf = (ranges: readonly MediaRange[], mediaType: string): number | undefined => {
  const [type, subtype] = mediaType.split('/')
  const found =
    ranges.find((range) => range.type === type && range.subtype === subtype) ??
    ranges.find((range) => range.type === type && range.subtype === '*') ??
    ranges.find((range) => range.type === '*' && range.subtype === '*')
  return found?.quality
}

/**
 * Whether an answer of a media type is acceptable (RFC 9110, section 12.5.1). Who accepts `application/json` accepts
 * every `+json`, unless that type itself is refused: clients ask for JSON whatever its name is.
 * @param accept the value of the header; absent or without any range: everything is
 */
export const isAcceptable = (accept: string | undefined, mediaType: string): boolean => {
  const ranges = rangesIn(accept ?? '')
  if (ranges.length === 0) return true
  const quality = qualityOf(ranges, mediaType) ?? (mediaType.endsWith('+json') ? qualityOf(ranges, 'application/json') : undefined)
  return quality !== undefined && quality > 0
}
