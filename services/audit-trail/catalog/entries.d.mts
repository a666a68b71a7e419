export interface CatalogEntry {
  readonly id: string
  readonly service?: string
  readonly kind?: string
}

export interface FoundEntry {
  readonly kind: 'event' | 'command' | 'query' | 'rule'
  readonly id: string
  readonly service: string
  readonly entry: CatalogEntry
}

export declare const KINDS: Readonly<Record<FoundEntry['kind'], string>>
export declare const entriesOf: (catalog: Readonly<Record<string, readonly CatalogEntry[]>>) => readonly FoundEntry[]
export declare const foundIn: (
  entries: readonly FoundEntry[],
  wanted: { readonly text: string; readonly kind?: string; readonly service?: string },
) => readonly FoundEntry[]
export declare const judgedWithoutCommand: (rule: CatalogEntry) => string
export declare const partsOf: (name: string) => readonly string[]
