import { InvalidArgumentError } from 'commander'

/** Parses a whole number. */
export const count = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

/** Collects the values of an option that can be repeated. */
export const collected = (value: string, previous: readonly string[]): string[] => [...previous, value]
