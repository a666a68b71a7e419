/** An entity tag (RFC 9110, section 8.8.3). */
export interface EntityTag {
  /** Without its quotes. */
  readonly opaque: string
  readonly isWeak: boolean
}

const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/
/** A list element; a comma may be part of a tag. */
const ELEMENT = /\s*((?:W\/)?"[^"]*")\s*(?:,|$)/y
const MAX_TAGS = 20

/** The text of an entity tag, as it is in a header. */
export const entityTagText = ({ opaque, isWeak }: EntityTag): string => `${isWeak ? 'W/' : ''}"${opaque}"`

/** @returns undefined if the text is no entity tag */
export const entityTagOf = (text: string): EntityTag | undefined => {
  const [, weak, opaque] = TAG.exec(text) ?? []
  return opaque === undefined ? undefined : { opaque, isWeak: weak !== undefined }
}

/**
 * The value of If-Match or If-None-Match (RFC 9110, sections 13.1.1 and 13.1.2).
 * @returns undefined if it is neither `*` nor a list of up to 20 entity tags
 */
export const entityTagsIn = (value: string): '*' | readonly EntityTag[] | undefined => {
  if (value.trim() === '*') return '*'
  const tags: EntityTag[] = []
  ELEMENT.lastIndex = 0
  while (ELEMENT.lastIndex < value.length) {
    const [, element] = ELEMENT.exec(value) ?? []
    const tag = element === undefined ? undefined : entityTagOf(element)
    if (!tag || tags.length === MAX_TAGS) return undefined
    tags.push(tag)
  }
  return tags.length === 0 ? undefined : tags
}

/** Strong comparison (RFC 9110, section 8.8.3.2), as If-Match requires it. */
export const matchesStrongly = (one: EntityTag, other: EntityTag): boolean => !one.isWeak && !other.isWeak && one.opaque === other.opaque

/** Weak comparison, as If-None-Match requires it. */
export const matchesWeakly = (one: EntityTag, other: EntityTag): boolean => one.opaque === other.opaque
