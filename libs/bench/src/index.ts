// A program without a public API: `npm run bench` runs main.ts.
export {}
