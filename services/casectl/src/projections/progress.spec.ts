import { describe, expect, it } from '@jest/globals'
import { progressBar, progressLines } from './progress.ts'

const written = (): { readonly stream: NodeJS.WriteStream; text(): string } => {
  let text = ''
  // What a bar needs of a terminal.
  const stream = { isTTY: true, columns: 200, write: (more: string) => Boolean((text += more)) }
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text }
}

const reading = { events: 24_100, position: '30112', end: '40172', rate: 2_410.4, secondsLeft: 4.2 }

describe('the progress of work on views', () => {
  it('is a bar on a terminal, with the rate and the time that is left', () => {
    const { stream, text } = written()
    const bar = progressBar(stream, 'prosecution prepare')
    bar.at(reading)
    bar.end()
    expect(text()).toContain('prosecution prepare [')
    expect(text()).toContain('74% | position 30112 of 40172 | 24100 events, 2410 per second | 5 s left')
  })

  it('is lines elsewhere, with the time that is left once it is known', () => {
    const { stream, text } = written()
    const lines = progressLines(stream, 'prosecution', 0)
    lines.at({ events: 1_000, position: '1000', end: '40172', rate: 2_000 })
    lines.at({ ...reading, secondsLeft: 240 })
    expect(text()).toBe(
      'prosecution: position 1000 of 40172, 1000 events, 2000 per second, ? left\n' +
        'prosecution: position 30112 of 40172, 24100 events, 2410 per second, 4 min left\n',
    )
  })

  it('is a line from time to time only', () => {
    const { stream, text } = written()
    progressLines(stream, 'prosecution', 60_000).at(reading)
    expect(text()).toBe('')
  })
})
