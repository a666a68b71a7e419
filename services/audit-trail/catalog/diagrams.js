// The diagrams of the catalogue, as SVG. Each has a title; the page has the same facts as lists.
import { shape } from './elements.js'

const ROW = 34
const MOST_ROWS = 12
const WIDTH = 250

const box = (x, y, kind, text) => [
  shape('rect', { x, y, width: WIDTH, height: ROW - 8, rx: 4, class: `box ${kind}` }),
  shape('text', { x: x + 8, y: y + 17 }, text.length > 34 ? `${text.slice(0, 33)}…` : text),
]

const curve = (x1, y1, x2, y2) => shape('path', { class: 'flow', d: `M ${x1} ${y1} C ${x1 + 40} ${y1}, ${x2 - 40} ${y2}, ${x2} ${y2}` })

const firstOf = (names) =>
  names.length > MOST_ROWS ? [...names.slice(0, MOST_ROWS - 1), `and ${names.length - MOST_ROWS + 1} more`] : names

/** Who records an event, and who hears it. */
export const flowAround = ({ id, recordedBy, reactions, views }) => {
  const left = firstOf(recordedBy)
  const right = firstOf([...reactions.map(({ name }) => name), ...views.map(({ service, name }) => `${service}: view ${name}`)])
  const height = Math.max(left.length, right.length, 1) * ROW
  const yOf = (place, of) => (height - of * ROW) / 2 + place * ROW
  const middle = yOf(0, 1)
  const at = (y) => y + (ROW - 8) / 2
  return shape(
    'svg',
    { viewBox: `0 0 ${WIDTH * 3 + 120} ${height}`, width: WIDTH * 3 + 120, role: 'img' },
    shape(
      'title',
      {},
      `${id}: recorded by ${recordedBy.length} commands, heard by ${reactions.length} reactions and ${views.length} views`,
    ),
    ...left.flatMap((name, place) => [
      curve(WIDTH, at(yOf(place, left.length)), WIDTH + 60, at(middle)),
      ...box(0, yOf(place, left.length), 'command', name),
    ]),
    ...right.flatMap((name, place) => [
      curve(WIDTH * 2 + 60, at(middle), WIDTH * 2 + 120, at(yOf(place, right.length))),
      ...box(WIDTH * 2 + 120, yOf(place, right.length), 'consumer', name),
    ]),
    ...box(WIDTH + 60, middle, 'event', id),
  )
}

const PLACES = [
  [60, 150],
  [330, 40],
  [600, 150],
  [330, 270],
  [330, 390],
]

/** How many kinds of events of each service start something in another. */
export const flowBetweenServices = ({ services }) => {
  const placeOf = new Map(services.map(({ id }, place) => [id, PLACES[place] ?? [60, 390]]))
  const counts = new Map()
  for (const { id, reactions } of services)
    for (const type of new Set(reactions.flatMap(({ on }) => on))) {
      const from = type.slice(0, type.indexOf('.'))
      if (from !== id && placeOf.has(from)) counts.set(`${from} ${id}`, (counts.get(`${from} ${id}`) ?? 0) + 1)
    }
  const arrows = [...counts].flatMap(([pair, count]) => {
    const [from, to] = pair.split(' ')
    const [[x1, y1], [x2, y2]] = [placeOf.get(from), placeOf.get(to)].map(([x, y]) => [x + 90, y + 17])
    // The two directions bend to different sides, so that neither covers the other.
    const [cx, cy] = [(x1 + x2) / 2 + (y2 - y1) * 0.18, (y1 + y2) / 2 - (x2 - x1) * 0.18]
    const [tx, ty] = [(x1 + 2 * cx + x2) / 4, (y1 + 2 * cy + y2) / 4]
    return [
      shape('path', { class: 'flow', d: `M ${x1} ${y1} Q ${cx} ${cy}, ${x2} ${y2}` }),
      arrowHead(tx, ty, Math.atan2(y2 - y1, x2 - x1)),
      shape('text', { x: tx + 8, y: ty - 6 }, String(count)),
    ]
  })
  return shape(
    'svg',
    { viewBox: '0 0 860 440', width: 860, role: 'img' },
    shape('title', {}, [...counts].map(([pair, count]) => `${pair.replace(' ', ' to ')}: ${count}`).join('; ')),
    ...arrows,
    ...services.flatMap(({ id }) => {
      const [x, y] = placeOf.get(id)
      return [shape('rect', { x, y, width: 180, height: 34, rx: 6, class: 'box consumer' }), shape('text', { x: x + 12, y: y + 22 }, id)]
    }),
  )
}

const arrowHead = (x, y, angle) =>
  shape('path', { class: 'flow', d: 'M -6 -5 L 5 0 L -6 5', transform: `translate(${x} ${y}) rotate(${(angle * 180) / Math.PI})` })
