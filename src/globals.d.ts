/** True in the build that `npm run dev` makes and false in every other, where the bundler drops what it guards. */
declare const DEVELOPMENT: boolean;
