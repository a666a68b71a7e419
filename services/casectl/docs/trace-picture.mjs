/** In pixels. */
const [WIDTH, ROW, TOP, LABELS, RIGHT] = [960, 30, 44, 400, 80]
const AXIS = WIDTH - LABELS - RIGHT

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A round distance of about a sixth of the whole. */
const tickOf = (ms) => {
  const power = 10 ** Math.floor(Math.log10(ms / 6))
  return [1, 2, 5, 10].map((factor) => factor * power).find((tick) => tick >= ms / 6)
}

/** By shade and outline, not by colour: the request, what is within it, and what follows from the event store. */
const STYLES = [
  ['answers the caller', 'fill="#222"'],
  ['within the request', 'fill="#999"'],
  ['follows the event store', 'fill="#fff" stroke="#222" stroke-width="1.5" stroke-dasharray="4 2"'],
]
const styleOf = ({ name, parent }) => STYLES[/^(deliver|send) /.test(name) ? 2 : parent === undefined ? 0 : 1][1]

/**
 * A waterfall of one trace as SVG: a row for each span, its bar on a common axis of time.
 * @param spans with `service`, `name`, `parent` (an index), `startMs` and `durationMs`, a parent before its children
 */
export const tracePicture = (spans) => {
  const depthOf = ({ parent }) => (parent === undefined ? 0 : depthOf(spans[parent]) + 1)
  const end = Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs))
  const x = (ms) => Math.round((LABELS + (ms / end) * AXIS) * 10) / 10
  const bottom = TOP + spans.length * ROW
  const tick = tickOf(end)
  const ticks = Array.from({ length: Math.floor(end / tick) + 1 }, (_, n) => Math.round(n * tick * 10) / 10)
  const grid = ticks.flatMap((ms) => [
    `<line x1="${x(ms)}" y1="${TOP - 8}" x2="${x(ms)}" y2="${bottom}" stroke="#ddd"/>`,
    `<text x="${x(ms)}" y="${TOP - 16}" text-anchor="middle" fill="#444">${ms}${ms === 0 ? ' ms' : ''}</text>`,
  ])
  const rows = spans.flatMap((span, n) => {
    const { service, name, startMs, durationMs } = span
    const y = TOP + n * ROW
    const indent = 12 + depthOf(span) * 18
    const width = Math.max(2, Math.round((x(startMs + durationMs) - x(startMs)) * 10) / 10)
    return [
      `<text x="${indent}" y="${y + 19}"><tspan font-weight="bold">${escaped(name)}</tspan> <tspan fill="#555">${escaped(service)}</tspan></text>`,
      `<rect x="${x(startMs)}" y="${y + 7}" width="${width}" height="16" ${styleOf(span)}/>`,
      `<text x="${Math.round((x(startMs) + width + 6) * 10) / 10}" y="${y + 19}" fill="#222">${durationMs} ms</text>`,
    ]
  })
  const legend = STYLES.flatMap(([meaning, style], n) => {
    const left = 12 + n * 190
    return [
      `<rect x="${left}" y="${bottom + 16}" width="22" height="12" ${style}/>`,
      `<text x="${left + 29}" y="${bottom + 26}" fill="#222">${meaning}</text>`,
    ]
  })
  const height = bottom + 42
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="13" role="img">`,
    `<title>Waterfall of the trace of ${escaped(spans[0].name)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...grid,
    ...rows,
    ...legend,
    '</svg>',
    '',
  ].join('\n')
}
