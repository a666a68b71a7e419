// What the catalogue has to find, and how it is found. It needs no page.

/** The kinds of entries, and the parts of the catalogue that have them. */
export const KINDS = { event: 'events', command: 'commands', query: 'queries', rule: 'rules' }

const textsIn = (value) => (typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [String(value)])
const joined = (...values) => values.flatMap(textsIn).join(' ').toLowerCase()

/** Every entry, with the texts in which words are searched. Rules of all services are named after the case. */
export const entriesOf = (catalog) =>
  Object.entries(KINDS).flatMap(([kind, part]) =>
    catalog[part].map((entry) => {
      const { id, meaning = '', sentence = '', source = '', route = '', fields = [] } = entry
      return {
        ...{ kind, id, entry, service: entry.service ?? id.slice(0, id.indexOf('.')) },
        name: id.toLowerCase(),
        description: joined(id, meaning, sentence, source, route, fields),
        // Also roles, codes, owners, receivers, views, and what it is connected with.
        everything: joined({ ...entry, example: '' }),
      }
    }),
  )

/**
 * The entries of a kind and service that have every word of a text: in their name first, then in their description,
 * then only in what they are connected with.
 */
export const foundIn = (entries, { text, kind, service }) => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const matching = entries.filter(
    (one) => (!kind || one.kind === kind) && (!service || one.service === service) && words.every((word) => one.everything.includes(word)),
  )
  const rank = (one) => ['name', 'description', 'everything'].findIndex((part) => words.every((word) => one[part].includes(word)))
  return matching
    .map((one) => [rank(one), one])
    .toSorted(([one], [other]) => one - other)
    .map(([, one]) => one)
}

/** What a rule judges that no command names. */
export const judgedWithoutCommand = ({ kind }) =>
  kind === 'time'
    ? 'what no command decides: that time passed, as of a deadline'
    : 'every command, or every correction, retraction or approval, as its sentence says'

/** The places of a name at which a line may end, so that no word is cut: `Case|Opened`, `arrest-|has-|limit`. */
export const partsOf = (name) => name.split(/(?<=[.\-/])|(?<=[a-z])(?=[A-Z])/)
