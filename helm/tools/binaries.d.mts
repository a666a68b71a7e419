/** The paths of the programs in helm/tools, installed if they are missing. */
export declare const ensureBinaries: () => Promise<Readonly<Record<'helm3' | 'helm4' | 'kubectl', string>>>
