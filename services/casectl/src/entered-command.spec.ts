import { describe, expect, it } from '@jest/globals'
import { DEFAULT_DATA, enteredCommand } from './entered-command.ts'

const options = { data: DEFAULT_DATA, demo: false }
const enteredBy = (script: string, more: Partial<typeof options> = {}): string =>
  enteredCommand({ npm_lifecycle_event: script }, { ...options, ...more })

describe('the command that a failure of the start names', () => {
  it('is the one that was entered, ready for one more option', () => {
    expect(enteredBy('start', { demo: true })).toBe('npm start --')
    expect(enteredBy('dev', { demo: true })).toBe('npm run dev -- --demo')
    expect(enteredBy('casectl')).toBe('npm run casectl -- up')
    expect(enteredBy('npx', { demo: true })).toBe('npx casectl up --demo')
    expect(enteredCommand({}, { ...options, demo: true })).toBe('casectl up --demo')
  })

  it('has the data folder that was given', () => {
    expect(enteredBy('start', { demo: true, data: '/srv/trial' })).toBe('npm start -- --data /srv/trial')
    expect(enteredCommand({}, { data: 'trial', demo: false })).toBe('casectl up --data trial')
  })
})
