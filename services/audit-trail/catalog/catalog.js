// The catalogue in the browser: finds events, commands, queries and rules, and shows each with what it is connected with.
// Everything is made as elements and text, so that no value can become markup.
import { flowAround, flowBetweenServices } from './diagrams.js'
import { element, link, list, nameOf } from './elements.js'
import { entriesOf, foundIn, judgedWithoutCommand } from './entries.mjs'

const [found, count, shown] = ['found', 'count', 'shown'].map((id) => document.getElementById(id))

const answer = await fetch('catalog/catalog.json')
if (!answer.ok) {
  count.textContent = `The catalogue cannot be read: it was answered with ${answer.status}. Load the page again.`
  throw new Error(`the catalogue was answered with ${answer.status}`)
}
const catalog = await answer.json()

const entries = entriesOf(catalog)
const byAddress = new Map(entries.map((one) => [`${one.kind}/${one.id}`, one]))

const form = document.querySelector('form')
const services = [...new Set(entries.map(({ service }) => service))].toSorted()
form.elements.service.append(...services.map((name) => element('option', { value: name }, name)))

const linkTo = (kind, id) => (byAddress.has(`${kind}/${id}`) ? link(`#${kind}/${id}`, nameOf(id)) : id)

const showFound = () => {
  const all = foundIn(entries, Object.fromEntries(new FormData(form)))
  const current = location.hash.slice(1)
  count.textContent = `${all.length} found`
  found.replaceChildren(
    ...all.map(({ kind, id }) => {
      const address = `${kind}/${id}`
      const attributes = address === current ? { 'aria-current': 'page' } : {}
      return element('li', {}, link(`#${address}`, nameOf(id), attributes), element('span', { class: 'quiet' }, ` ${kind}`))
    }),
  )
}

const COLUMNS = ['field', 'required', 'value', 'meaning']

const fieldTable = (fields) =>
  element(
    'table',
    {},
    element('tr', {}, ...COLUMNS.map((name) => element('th', { scope: 'col' }, name))),
    ...fields.map(({ path, required, value, meaning }) =>
      element(
        'tr',
        {},
        // A narrow page has no columns: each cell says what it is.
        ...[element('code', {}, nameOf(path)), required ? 'yes' : '', value, meaning].map((cell, place) =>
          element('td', { 'data-column': COLUMNS[place] }, cell),
        ),
      ),
    ),
  )

/** A service that records, and the teams that answer for it. */
const ownersOf = (service) => `${service} records it: ${catalog.services.find(({ id }) => id === service).owners.join(', ')}`

const kindOf = ({ kind }) => catalog.kindsOfRule.find(({ id }) => id === kind)

const MARKS =
  '[V]: its text was read; [V in part]: a part of it; [V heading]: its heading; [G]: general knowledge, which a lawyer has yet to confirm.'

/** A source with its citation, where it was read, and whom it binds. */
const sourceOf = (name) => {
  const { citation, read = [], binds } = catalog.sources.find(({ id }) => id === name)
  return element(
    'span',
    {},
    `${name}: ${citation}.`,
    ...read.flatMap(({ what, at }) => [` Read: ${what}, `, at.startsWith('http') ? link(at, at) : at, '.']),
    binds === undefined ? '' : ` Binds: ${binds}.`,
  )
}

const section = (title, ...content) => [element('h3', {}, title), ...content]
/** A diagram, which a narrow page scrolls, by keyboard too. */
const picture = (svg) => element('div', { class: 'picture', role: 'group', 'aria-label': 'Diagram', tabindex: '0' }, svg)
const example = (value) => element('pre', {}, JSON.stringify(value, null, 2))

const SHOW = {
  event: (event) => [
    element('p', {}, event.meaning),
    element('p', {}, event.kind),
    element(
      'p',
      { class: 'quiet' },
      `Classification: ${event.classification}; received by ${[event.receivers].flat().join(', ') || 'its owner alone'}, audit-trail and its owner.`,
    ),
    ...section('Owners', list([`the contract: ${event.owners.join(', ')}`, ...event.records.map(ownersOf)], '')),
    ...section(
      'Versions',
      list(
        event.versions.map(({ version, changes }) =>
          element('span', {}, link(`schemas/${event.id}/v${version}`, `version ${version}`), ': ', changes.join('; ') || 'the first'),
        ),
        '',
      ),
    ),
    picture(flowAround(event)),
    ...section(
      'Recorded by',
      list(
        event.recordedBy.map((id) => linkTo('command', id)),
        'every service, together with the event to which it refers',
      ),
    ),
    ...section(
      'Heard by',
      list(
        event.reactions.map(({ service, name, commands }) =>
          element(
            'span',
            {},
            `${name}, which sends `,
            ...commands.flatMap((one, place) => [place > 0 ? ', ' : '', linkTo('command', `${service}.${one}`)]),
          ),
        ),
        'no reaction',
      ),
      list(
        event.views.map(({ service, name }) => `${service}: view ${name}`),
        'no view',
      ),
    ),
    ...(event.encrypted ? section('Encrypted members', list(event.encrypted, '')) : []),
    ...section('Fields', fieldTable(event.fields)),
    ...section('Example', example(event.example)),
  ],
  command: (command) => [
    element('p', {}, command.meaning),
    element(
      'p',
      {},
      command.route ? element('code', {}, command.route) : 'No route: only a reaction or a job sends it.',
      command.bulk ? ' (also …/bulk)' : '',
    ),
    element('p', { class: 'quiet' }, command.roles?.length ? `May be sent by: ${command.roles.join(', ')}` : ''),
    ...section(
      'Records',
      list(
        command.events.map((id) => linkTo('event', id)),
        'nothing',
      ),
    ),
    ...section(
      'Judged by',
      list(
        command.rules.map((id) => linkTo('rule', id)),
        'the rules that hold for every command',
      ),
    ),
    ...section('Fields', fieldTable(command.fields)),
    ...section('Example', example(command.example)),
  ],
  query: (query) => [
    element('p', {}, query.meaning),
    element('p', {}, element('code', {}, query.route)),
    element(
      'p',
      { class: 'quiet' },
      query.roles ? `May be read by: ${query.roles.join(', ')}` : 'May be read by everybody, without a token.',
    ),
    element(
      'p',
      { class: 'quiet' },
      'Who may read it sees what the case, its court orders and the agency’s part in it allow. Parameters and answers: /docs of the service.',
    ),
  ],
  rule: (rule) => [
    element('p', {}, rule.sentence),
    element('p', {}, `Source: ${rule.source} (${rule.status})`),
    ...section(
      'Sources',
      list(rule.cites.map(sourceOf), ''),
      ...(rule.source.includes('[') ? [element('p', { class: 'quiet' }, MARKS)] : []),
    ),
    ...section(
      'Level',
      element('p', {}, `${rule.level}: ${rule.levelReason ?? kindOf(rule).reason}.`),
      element('p', { class: 'quiet' }, `Kind: ${rule.kind}; a policy of a country may set another level, except of rules of the record.`),
    ),
    ...(rule.about ? section('Applied to', list(rule.about, '')) : []),
    ...section(
      'Judges',
      list(
        rule.commands.map((id) => linkTo('command', id)),
        judgedWithoutCommand(rule),
      ),
    ),
  ],
}

const overview = () => [
  element('h2', {}, 'Who records, and who hears'),
  element(
    'p',
    {},
    `${catalog.events.length} events, ${catalog.commands.length} commands, ${catalog.queries.length} queries, ${catalog.rules.length} rules. An arrow counts the kinds of events of one service that start something in another; audit-trail receives every event.`,
  ),
  picture(flowBetweenServices(catalog)),
  ...catalog.services.flatMap(({ id, title, owners, reactions, views }) => [
    element('h3', {}, title),
    element(
      'p',
      { class: 'quiet' },
      `Owners: ${owners.join(', ')}; ${catalog.events.filter(({ service }) => service === id).length} events; views: ${views.join(', ') || 'none'}`,
    ),
    list(
      reactions.map(({ name, on, commands }) =>
        element(
          'span',
          {},
          `${name}: on `,
          ...on.flatMap((type, place) => [place > 0 ? ', ' : '', linkTo('event', type)]),
          ' sends ',
          ...commands.flatMap((one, place) => [place > 0 ? ', ' : '', linkTo('command', `${id}.${one}`)]),
        ),
      ),
      'no reactions',
    ),
  ]),
]

/** The page of an address, or the overview, which says if the catalogue has no such entry. */
const pageOf = (address) => {
  const one = byAddress.get(address)
  if (one)
    return [
      element('p', { class: 'quiet' }, `${one.kind} of ${one.service}`),
      element('h2', {}, nameOf(one.id)),
      ...SHOW[one.kind](one.entry),
    ]
  const unknown =
    address === '' ? [] : [element('p', { role: 'alert' }, `The catalogue has no ${address.replace('/', ' ')}: search for it.`)]
  return [...unknown, ...overview()]
}

const showEntry = () => {
  const address = location.hash.slice(1)
  shown.replaceChildren(...pageOf(address))
  shown.scrollTop = 0
  document.title = byAddress.has(address) ? `${byAddress.get(address).id}: catalogue` : 'case-timeline: catalogue'
}

form.addEventListener('input', showFound)
// Enter opens what was found first.
form.addEventListener('submit', (event) => {
  event.preventDefault()
  found.querySelector('a')?.click()
})
addEventListener('hashchange', () => {
  showEntry()
  showFound()
  shown.focus({ preventScroll: true })
  shown.scrollIntoView()
})
showEntry()
showFound()
