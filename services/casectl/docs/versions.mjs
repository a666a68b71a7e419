// The versions of an event type, and what each changed, from the released schemas.
import { breaksOf, releaseOf } from '@case-timeline/contracts'
import { fieldsOf } from './fields.mjs'

const membersOf = ({ properties }) => new Map(fieldsOf(properties.data).map((field) => [field.path, field]))

/** What a value may be, in words: nested members are compared by themselves. */
const limitsOf = ({ description: _, properties: __, required: ___, examples: ____, items, enum: codes, ...limits }) => [
  ...Object.entries(limits)
    .filter(([, limit]) => typeof limit !== 'object')
    .map(([name, limit]) => `${name} ${limit}`),
  ...(codes ?? []).map((code) => `code ${code}`),
  ...(items ? limitsOf(items).map((limit) => `items: ${limit}`) : []),
]

const listed = (verb, items) => (items.length > 0 ? [`${verb} ${items.join(', ')}`] : [])

/** What came and what went: `adds`, `loses`. */
const difference = (before, after) => [
  ...listed(
    'adds',
    after.filter((one) => !before.includes(one)),
  ),
  ...listed(
    'loses',
    before.filter((one) => !after.includes(one)),
  ),
]

const changeOf = (before, after) => {
  const name = (before ?? after).path
  if (!before) return [`${name}: new, ${after.required ? 'required' : 'optional'}`]
  if (!after) return [`${name}: no longer there`]
  const presence = before.required === after.required ? [] : [after.required ? 'now required' : 'now optional']
  const changes = [...presence, ...difference(limitsOf(before.shape), limitsOf(after.shape))]
  return changes.length > 0 ? [`${name}: ${changes.join('; ')}`] : []
}

const audienceOf = ({ 'x-visibility': visibility }) => [visibility].flat()

const changesBetween = (before, after) => {
  const [earlier, later] = [membersOf(before), membersOf(after)]
  const receivers = difference(audienceOf(before), audienceOf(after))
  const [was, is] = [before['x-classification'], after['x-classification']]
  return [
    ...[...new Set([...earlier.keys(), ...later.keys()])].flatMap((path) => changeOf(earlier.get(path), later.get(path))),
    ...(receivers.length > 0 ? [`receivers: ${receivers.join('; ')}`] : []),
    ...(was === is ? [] : [`classification: ${is}, before ${was}`]),
    ...breaksOf(after).map((sentence) => `breaks readers: ${sentence}`),
  ]
}

/**
 * @param released the schemas of all released versions
 * @returns for a type its versions, the newest first, each with what differs from the one before; the first has nothing
 */
export const versionsIn = (released) => (type) => {
  const schemas = released.filter((schema) => releaseOf(schema).type === type)
  const ofType = schemas.toSorted((one, other) => releaseOf(other).version - releaseOf(one).version)
  return ofType.map((schema, place) => {
    const before = ofType[place + 1]
    return { version: releaseOf(schema).version, changes: before ? changesBetween(before, schema) : [] }
  })
}
