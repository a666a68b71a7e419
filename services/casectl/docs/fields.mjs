// The fields of an event, and as rows of a Markdown table, from its JSON Schema.
const valueList = (values, limit = 24) => {
  const shown = values.slice(0, limit).map((value) => `\`${value}\``)
  return values.length > limit ? `${shown.join(', ')} and ${values.length - limit} more` : shown.join(', ')
}

const kindOf = (shape) => {
  if (shape.enum) return valueList(shape.enum)
  if ('const' in shape) return `\`${JSON.stringify(shape.const).replaceAll('"', '')}\``
  const choices = shape.anyOf ?? shape.oneOf
  if (choices) return choices.map(kindOf).join(' or ')
  if (shape.type === 'array') return `list of ${kindOf(shape.items ?? {})}`
  if (shape.type === 'object') return shape.properties ? 'the members below' : 'members of any name'
  if (shape.type === 'string') return shape.description ?? 'text'
  return shape.type ?? 'any value'
}

/** Empty for a text: its description is in the column "value". */
const meaningOf = (shape) => (shape.type === 'string' && !shape.enum ? '' : (shape.description ?? ''))

const nestedShapes = (shape) =>
  [shape, ...(shape.anyOf ?? shape.oneOf ?? [])].map((one) => (one.type === 'array' ? (one.items ?? {}) : one))

/** Each member with its path, whether it is required, its kind of value, its meaning and its schema. */
export const fieldsOf = (shape, path = '') =>
  Object.entries(shape.properties ?? {}).flatMap(([name, field]) => {
    const memberPath = `${path}${name}`
    const required = (shape.required ?? []).includes(name)
    const inner = nestedShapes(field).filter((one) => one.properties)
    const more = inner.flatMap((one) => fieldsOf(one, `${memberPath}${field.type === 'array' ? '[]' : ''}.`))
    return [{ path: memberPath, required, value: kindOf(field), meaning: meaningOf(field), shape: field }, ...more]
  })

/** @param schema JSON Schema of the event's data */
export const fieldTable = (schema) => {
  const rows = fieldsOf(schema).map(
    ({ path, required, value, meaning }) => `| \`${path}\` | ${required ? 'yes' : ''} | ${value} | ${meaning} |`,
  )
  return ['| field | required | value | meaning |', '|---|---|---|---|', ...rows].join('\n')
}
